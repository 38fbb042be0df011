// Cloud object: a Durable Object with D1, CONFIG_KV and cryptography around it, any part of which can be made to fail.
// Knows what the platform answers (D1 is SQLite, host/d1.h) and stand-ins for cryptography that a test can see through;
// refuses to know why a pool asks.
#pragma once

#include "base/text.h"
#include "d1.h"
#include "durable_object.h"

namespace rota::host {

/// Not encryption, but no clear text either: what should have been sealed and was not, shows.
/// `place` as seal is told it; without one the form that had none.
inline std::string seal_of(Bytes text, Bytes place) {
  std::string sealed = place.empty() ? "v1." : "v2.";
  for (const char c : text) {
    sealed += static_cast<char>('a' + (static_cast<unsigned char>(c) >> 4));
    sealed += static_cast<char>('a' + (c & 15));
  }
  if (!place.empty()) sealed += "@" + std::string(place);
  return sealed;
}
/// A key's, in its own row.
inline std::string seal_of(Bytes key) {
  return seal_of(key, "api_keys/" + std::string(text::hex_id(text::fingerprint(key)).view()));
}
/// Empty when it is sealed in another place.
inline std::string open_seal(Bytes sealed, Bytes place) {
  std::string text;
  const std::size_t at = sealed.find('@');
  if (at != Bytes::npos && sealed.substr(at + 1) != place) return text;
  sealed = sealed.substr(0, at);
  for (std::size_t i = 3; i + 1 < sealed.size(); i += 2) {
    text += static_cast<char>((sealed[i] - 'a') << 4 | (sealed[i + 1] - 'a'));
  }
  return text;
}

/// 32 bytes that depend on all of the text.
inline std::string digest_of(Bytes text) {
  std::string digest;
  for (char round = '0'; round < '4'; ++round) {
    const std::uint64_t part = text::fingerprint(std::string(text) + round);
    for (int shift = 0; shift < 64; shift += 8) digest += static_cast<char>(part >> shift & 0xFF);
  }
  return digest;
}

class CloudObject : public DurableObject {
 public:
  using DurableObject::DurableObject;

  Database own_db;
  Database* db = &own_db;  ///< another object's, when they share one
  std::map<std::string, std::string> kv;
  std::string fail;                                   ///< when set, that is what everything fails with
  std::string fail_d1, fail_kv, fail_seal, fail_put;  ///< when set, that is what this part fails with
  std::string fail_d1_writes;                         ///< the same of what changes D1, and of making tables
  bool secret_set = true;                             ///< SESSION_SECRET_KEY
  bool secret_set_anew = false;                       ///< what was sealed before cannot be opened: null for each
  std::string fail_d1_after;                          ///< when set, D1 does what it is asked and fails with that
  bool lose_answer = false;                           ///< D1 does what it is asked and the answer never comes
  std::size_t queries = 0, schemas = 0, kv_reads = 0, kv_writes = 0;

  /// Rows of D1, as the panel writes them.
  template <class Build>
  void write_d1(Build build) {
    Buffer body;
    store::Query query(body);
    build(query);
    query.end();
    const std::string answer = db->run(std::string(body.view()));
    INFO(db->error());
    REQUIRE_FALSE(answer.empty());
  }

 protected:
  /// A value is in KV at once; of a write only a failure is heard.
  void perform(const Message& asked) override {
    if (asked.kind != Kind::kv_put) return DurableObject::perform(asked);
    ++kv_writes;
    if (!fail_put.empty()) return DurableObject::perform(asked);
    kv[asked.head] = asked.body;
  }
  void answer(const Message& asked) override {
    const std::uint32_t token = asked.token;
    if (!fail.empty()) return tell(event::failed(token, fail));
    switch (asked.kind) {
      case Kind::query:
        return answer_query(asked);
      case Kind::kv_get:
        return answer_kv(asked);
      case Kind::kv_put:
        return tell(event::failed(token, fail_put));
      case Kind::seal:
      case Kind::unseal:
        return answer_seals(asked);
      case Kind::sign:
        if (!secret_set) return tell(event::failed(token, "SESSION_SECRET_KEY is not set"));
        return tell(event::hmac(token, digest_of(asked.body)));
      case Kind::digest:
        return tell(event::digested(token, digest_of(asked.body)));
      case Kind::draw:
        return tell(event::drawn(token, std::string(static_cast<std::size_t>(asked.number), '\x5A')));
      default:
        return DurableObject::answer(asked);
    }
  }

 private:
  void answer_query(const Message& asked) {
    ++queries;
    if (!fail_d1.empty()) return tell(event::failed(asked.token, fail_d1));
    if (!fail_d1_writes.empty() && (asked.head == "schema" || changes_d1(asked.body))) {
      return tell(event::failed(asked.token, fail_d1_writes));
    }
    if (asked.head == "schema") {
      ++schemas;
      db->apply_schema();
    }
    const std::string body = db->run(asked.body);
    if (body.empty()) return tell(event::failed(asked.token, "D1_ERROR: " + db->error()));
    if (!fail_d1_after.empty()) return tell(event::failed(asked.token, fail_d1_after));
    if (!lose_answer) tell(event::queried(asked.token, body));
  }
  static bool changes_d1(const std::string& body) {
    for (const char* word : {"INSERT ", "UPDATE ", "DELETE ", "ALTER "}) {
      if (body.find(word) != std::string::npos) return true;
    }
    return false;
  }
  void answer_seals(const Message& asked) {
    if (!secret_set) return tell(event::failed(asked.token, "SESSION_SECRET_KEY is not set"));
    if (!fail_seal.empty()) return tell(event::failed(asked.token, fail_seal));
    Arena arena;
    json::Reader reader;
    const auto list = reader.read(asked.body, arena);
    REQUIRE(list.ok());
    Buffer out;
    json::Writer writer(out);
    writer.begin_array();
    for (const json::Value text : list->elements()) {
      const Bytes first = text.at(0).text(arena);
      const Bytes place = text.at(1).text(arena);
      const std::string done = asked.kind == Kind::seal ? seal_of(first, place) : open_seal(first, place);
      if (done.empty() || (asked.kind == Kind::unseal && secret_set_anew)) {
        writer.null();
      } else {
        writer.string(done);
      }
    }
    writer.end_array();
    tell(event::sealed(asked.token, out.view()));
  }
  void answer_kv(const Message& asked) {
    ++kv_reads;
    if (!fail_kv.empty()) return tell(event::failed(asked.token, fail_kv));
    std::string body = "{";
    Bytes names = asked.head;
    while (!names.empty()) {
      const std::string name(text::split(names, '\n'));
      body += (body.size() > 1 ? "," : "") + json_text(name) + ":";
      body += kv.count(name) != 0 ? json_text(kv[name]) : "null";
    }
    tell(event::kv_value(asked.token, body + "}"));
  }
};

}  // namespace rota::host
