// See key_export.h.
#include "admin/key_export.h"

#include "base/text.h"
#include "json/writer.h"
#include "pool/csv_cell.h"
#include "store/key_search.h"

namespace rota::admin {

namespace {

using Format = ExportKeys::Format;

struct FileKind {
  Bytes name;
  Bytes content_type;
  Bytes file_name;
};
constexpr FileKind kinds[] = {  // as Format
    {"json", json_type, "rota-keys.json"},
    {"csv", "text/csv; charset=utf-8", "rota-keys.csv"},
    {"lines", "text/plain; charset=utf-8", "rota-keys.txt"},
};

/// A key of the file: its row, and the key itself or its mask.
struct FileKey {
  const store::KeyRow& row;
  Bytes key;
};

void write_json(const FileKey& listed, json::Writer& json) {
  json.begin_object();
  const struct {
    json::Escaped name;
    Bytes value;
  } texts[] = {{"key", listed.key},
               {"name", listed.row.name},
               {"email", listed.row.email},
               {"project", listed.row.project},
               {"notes", listed.row.notes}};
  for (const auto& text : texts) {
    // A `key` beside a `name` is the key; import takes a `value` for it whatever else there is.
    json.key(text.name == "key" ? json::Escaped("value") : text.name);
    json.string(text.value);
  }
  json.key("weight");
  json.integer(listed.row.weight);
  json.key("is_active");
  json.boolean(listed.row.active);
  json.end_object();
}

void append_row(const FileKey& listed, Buffer& out) {
  for (const Bytes text : {listed.key, listed.row.name, listed.row.email, listed.row.project, listed.row.notes}) {
    pool::append_csv_cell(out, text);
    out.append(',');
  }
  text::append_decimal(out, listed.row.weight);
  out.append(listed.row.active ? Bytes(",1\r\n") : Bytes(",0\r\n"));
}

/// Those that are to be shown in full and cannot be are left out.
void append_file(const List<store::KeyRecord>& records, Format format, bool reveal, const pool::Ledger& ledger,
                 Buffer& out) {
  json::Writer json(out);
  if (format == Format::json) json.begin_array();
  if (format == Format::csv) out.append("value,name,email,project,notes,weight,is_active\r\n");
  for (const store::KeyRecord& record : records) {
    const std::uint32_t at = ledger.find(record.key.id);
    const Secret secret = reveal && at != pool::nowhere ? ledger.secret(at) : Secret{};
    if (reveal && secret.empty()) continue;
    const FileKey listed{record.key, reveal ? secret.reveal() : record.key.masked};
    switch (format) {
      case Format::json:
        write_json(listed, json);
        break;
      case Format::csv:
        append_row(listed, out);
        break;
      case Format::lines:
        out.append(listed.key);
        out.append('\n');
        break;
    }
  }
  if (format == Format::json) json.end_array();
}

/// False when there is no such format; an empty name is the first one's.
bool find_format(Bytes name, Format& format) {
  if (name.empty()) return true;
  for (std::size_t at = 0; at < std::size(kinds); ++at) {
    if (kinds[at].name != name) continue;
    format = static_cast<Format>(at);
    return true;
  }
  return false;
}

}  // namespace

void ExportKeys::begin(Step& step) {
  if (!find_format(parameter(request(), "format", arena()), format_)) {
    return refuse(bad_field("`format` is json, csv or lines.", "format"), step);
  }
  const Bytes reveal = parameter(request(), "reveal", arena());
  if (!reveal.empty() && reveal != "0" && reveal != "1") {
    return refuse(bad_field("`reveal` is 1 or 0.", "reveal"), step);
  }
  reveal_ = reveal == "1";
  if (reveal_ && !request().confirmed) {
    constexpr Bytes message = "Keys are told in full only with the administrator's password in x-admin-password.";
    return refuse(client_failure(Fault::forbidden, 403, message), step);
  }
  store::Query query = new_query();
  store::list_all_keys(query);
  ask_rows(query, step);
}

void ExportKeys::take_rows(const store::Results& results, Step& step) {
  Buffer body;
  const List<store::KeyRecord> records = store::read_key_records(results.rows(0), arena());
  append_file(records, format_, reveal_, step.pool.lender.ledger(), body);
  const FileKind& kind = kinds[static_cast<std::size_t>(format_)];
  answer_file(kind.content_type, kind.file_name, body.view(), step);
}

}  // namespace rota::admin
