// Choices; see reader.h.
#include "dialect/openai/upstream/reader.h"

#include "base/limits.h"
#include "base/text.h"
#include "chat/media_type.h"
#include "dialect/openai/common/usage.h"
#include "dialect/openai/upstream/endings.h"
#include "dialect/openai/upstream/name_rule.h"
#include "dialect/openai/upstream/output.h"
#include "dialect/reading/data_url.h"
#include "dialect/reading/error_body.h"

namespace rota::openai {

namespace {

using chat::Delta;
using chat::Finish;

/// With these the answer has broken off: OpenRouter, vLLM, DeepSeek.
constexpr Bytes breaks[] = {"error", "abort", "insufficient_system_resource"};

chat::ServiceTier tier_of_name(json::Value name) {
  if (name.equals("flex")) return chat::ServiceTier::flex;
  if (name.equals("priority")) return chat::ServiceTier::priority;
  return name.equals("default") || name.equals("standard") ? chat::ServiceTier::standard : chat::ServiceTier::unset;
}

/// Where the usage of a stream stands: beside the choices, or where Groq and Moonshot have it.
void read_usages(json::Value root, chat::Usage& usage) {
  if (read_usage(root["usage"], usage)) return;
  if (read_usage(root["x_groq"]["usage"], usage)) return;
  static_cast<void>(read_usage(root["choices"].at(0)["usage"], usage));
}

chat::TokenLogprob read_token(json::Value token, Arena& arena) {
  const json::Value logprob = token["logprob"];
  return {token["token"].text(arena), logprob.is_number() ? logprob.raw() : json::Raw("-9999.0")};
}

}  // namespace

Reader::Reader(Arena& arena, const chat::Conversation& conversation)
    : memory_(arena),
      names_(arena, name_rule),
      blocks_(arena),
      calls_(arena, names_, blocks_),
      streams_(conversation.stream),
      raw_sound_(wants_raw_sound(conversation)) {}

void Reader::begin() {
  blocks_.begin();
  calls_.begin();
  candidates_ = {};
  counted_ = false;
}

Reader::Candidate& Reader::find(std::uint32_t index) {
  for (Candidate& known : candidates_) {
    if (known.index == index) return known;
  }
  Candidate& added = candidates_.push(memory_, Candidate{});
  added.index = index;
  return added;
}

/// What is said ends whatever calls are open; white space between them says nothing.
void Reader::add_text(Delta::Kind kind, json::Escaped text, Saying& saying) {
  const std::uint32_t index = saying.candidate.index;
  if (text.empty()) return;
  if (calls_.open(index)) {
    if (text::trim(json::unescaped(saying.arena, text)).empty()) return;
    calls_.end(index, saying.fragment, saying.arena);
  }
  blocks_.add(kind, index, saying.fragment, saying.arena).text = text;
  if (kind == Delta::Kind::text) saying.candidate.places.add(json::unescaped(saying.arena, text), memory_);
}

void Reader::add_media(json::Escaped mime, json::Escaped data, Saying& saying) {
  calls_.end(saying.candidate.index, saying.fragment, saying.arena);
  Delta& delta = blocks_.add(Delta::Kind::media, saying.candidate.index, saying.fragment, saying.arena);
  delta.mime = mime;
  delta.data = data;
}

Delta& Reader::add_beside(Delta::Kind kind, Saying& saying) {
  Delta& delta = saying.fragment.deltas.push(saying.arena, Delta{});
  delta.kind = kind;
  delta.candidate = saying.candidate.index;
  return delta;
}

/// Servers say the same thing under several names: the first that says anything counts.
void Reader::read_thoughts(json::Value said, Saying& saying) {
  for (const Bytes name : {Bytes("reasoning_content"), Bytes("reasoning"), Bytes("thinking")}) {
    const json::Escaped text = said[name].escaped();
    if (text.empty()) continue;
    return add_text(Delta::Kind::thought, text, saying);
  }
  for (const json::Value detail : said["reasoning_details"].elements()) {
    add_text(Delta::Kind::thought, detail["text"].escaped(), saying);
    add_text(Delta::Kind::thought, detail["summary"].escaped(), saying);
  }
}

/// A text, or parts of one; Mistral's thoughts are a part.
void Reader::read_content(json::Value content, Saying& saying) {
  if (content.is_string()) return add_text(Delta::Kind::text, content.escaped(), saying);
  for (const json::Value part : content.elements()) {
    const json::Value thinking = part["thinking"];
    add_text(Delta::Kind::thought, thinking.escaped(), saying);
    for (const json::Value thought : thinking.elements()) {
      add_text(Delta::Kind::thought, thought["text"].escaped(), saying);
    }
    add_text(Delta::Kind::text, part["text"].escaped(), saying);
    add_text(Delta::Kind::refusal, part["refusal"].escaped(), saying);
  }
}

void Reader::read_calls(json::Value said, bool whole, Saying& saying) {
  const auto take = [&](json::Value element, bool legacy) {
    whole ? calls_.take_whole(element, legacy, saying.candidate.index, saying.fragment, saying.arena)
          : calls_.take_piece(element, legacy, saying.candidate.index, saying.fragment, saying.arena);
  };
  for (const json::Value element : said["tool_calls"].elements()) take(element, false);
  if (said["function_call"].is_object()) take(said["function_call"], true);
}

/// Pictures as OpenRouter has them, and what is spoken; its transcript would be said a second time.
void Reader::read_media(json::Value said, Saying& saying) {
  for (const json::Value image : said["images"].elements()) {
    const json::Escaped address = image["image_url"]["url"].escaped();
    if (!reading::is_data_url(address)) continue;
    const reading::DataUrl url = reading::read_data_url(address, saying.arena);
    if (!url.valid || url.data.empty()) continue;
    add_media(url.mime, url.data, saying);
  }
  const json::Escaped sound = said["audio"]["data"].escaped();
  if (sound.empty()) return;
  if (raw_sound_) return add_media("audio/L16;codec=pcm;rate=24000", sound, saying);
  const Bytes type = chat::sniff_media_type(sound);
  add_media(text::starts_with(type, "audio/") ? json::escape(saying.arena, type) : json::Escaped("audio/wav"), sound, saying);
}

void Reader::read_said(json::Value said, bool whole, Saying& saying) {
  if (!saying.candidate.finished) {
    read_thoughts(said, saying);
    read_content(said["content"], saying);
    add_text(Delta::Kind::refusal, said["refusal"].escaped(), saying);
    read_calls(said, whole, saying);
    read_media(said, saying);
  }
  const List<chat::Citation> citations = read_annotations(said["annotations"], saying.candidate.places, saying.arena);
  if (!citations.empty()) add_beside(Delta::Kind::citations, saying).citations = citations;
}

void Reader::read_logprobs(json::Value logprobs, Saying& saying) {
  List<chat::TokenChoice> choices;
  for (const json::Value token : logprobs["content"].elements()) {
    chat::TokenChoice& choice = choices.push(saying.arena, chat::TokenChoice{});
    choice.chosen = read_token(token, saying.arena);
    for (const json::Value top : token["top_logprobs"].elements()) {
      choice.top.push(saying.arena, read_token(top, saying.arena));
    }
  }
  if (!choices.empty()) add_beside(Delta::Kind::logprobs, saying).logprobs = choices;
}

/// Some servers say why a second time, behind the usage.
void Reader::read_finish(json::Value choice, json::Value addresses, Saying& saying) {
  const json::Value reason = choice["finish_reason"];
  const std::uint32_t index = saying.candidate.index;
  if (saying.candidate.finished) return;
  saying.candidate.finished = true;
  calls_.end(index, saying.fragment, saying.arena);
  blocks_.end(index, saying.fragment, saying.arena);
  const List<chat::Citation> sources = read_addresses(addresses, saying.arena);
  if (!sources.empty()) add_beside(Delta::Kind::citations, saying).citations = sources;
  const Ending* ending = find_ending(reason);
  const bool known = ending != nullptr || reason.is_unset();
  Finish finish = ending != nullptr ? ending->finish : Finish::stop;
  const bool calls = calls_.any(index);
  if (finish == Finish::stop && calls) finish = Finish::tool_calls;
  if (finish == Finish::tool_calls && !calls) finish = Finish::stop;
  Delta& delta = add_beside(Delta::Kind::finish, saying);
  delta.finish = finish;
  delta.native = choice["native_finish_reason"].escaped();
  if (delta.native.empty() && !known) delta.native = reason.escaped();
  delta.stop = choice["stop_reason"].escaped();  // vLLM: the sequence
}

/// A delta of a stream, or a message: some servers send the whole where a stream was asked for.
Status Reader::read_choice(json::Value choice, json::Value addresses, std::int64_t place, chat::Fragment& fragment,
                           Arena& arena) {
  std::int64_t index = place;
  static_cast<void>(choice["index"].integer(index));
  if (index < 0 || index >= limits::candidates) index = 0;
  const json::Value reason = choice["finish_reason"];
  for (const Bytes broken : breaks) {
    if (reason.equals(broken)) return upstream_failure("The upstream broke its answer off with an error.");
  }
  const bool whole = choice["message"].is_object();
  Saying saying{find(static_cast<std::uint32_t>(index)), fragment, arena};
  read_said(whole ? choice["message"] : choice["delta"], whole, saying);
  read_logprobs(choice["logprobs"], saying);
  if (whole || !reason.escaped().empty()) read_finish(choice, addresses, saying);
  return Done{};
}

Result<chat::Fragment> Reader::read(json::Value message, Arena& arena) {
  const json::Value root = reading::unwrap(message);
  const json::Value choices = root["choices"];
  // In a stream there are events that say something else.
  if (!root.is_object() || (choices.is_unset() && !streams_)) {
    return upstream_failure("The upstream sent something that is no answer.");
  }
  if (!choices.is_unset() && !choices.is_array()) {
    return upstream_failure("The upstream's answer has choices that are no list.");
  }
  chat::Fragment fragment;
  fragment.id = root["id"].escaped();
  fragment.model = root["model"].escaped();
  fragment.tier = tier_of_name(root["service_tier"]);
  read_usages(root, fragment.usage);
  counted_ = counted_ || fragment.usage.known();
  std::int64_t place = 0;
  for (const json::Value choice : choices.elements()) {
    const Status read = read_choice(choice, root["citations"], place++, fragment, arena);
    if (!read.ok()) return read.failure();
  }
  return fragment;
}

/// Some servers never say why an answer is over (recorded: fixtures/llm, tools_streaming_variant_a); but what it cost they say
/// at its end.
chat::Fragment Reader::close(Arena& arena) {
  chat::Fragment fragment;
  if (!counted_) return fragment;
  for (Candidate& candidate : candidates_) {
    Saying saying{candidate, fragment, arena};
    read_finish({}, {}, saying);
  }
  return fragment;
}

}  // namespace rota::openai
