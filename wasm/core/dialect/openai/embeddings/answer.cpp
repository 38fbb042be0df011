// Numbers, base64 and scaling; see answer.h.
#include "dialect/openai/embeddings/answer.h"

#include <cstring>

#include "base/base64.h"
#include "base/text.h"
#include "json/float32.h"
#include "json/number.h"
#include "json/writer.h"

namespace rota::openai {

namespace {

/// Takes the next number off a JSON array of numbers; empty at its end.
Bytes next_number(Bytes& rest) {
  std::size_t begin = 0;
  while (begin < rest.size() && !text::is_digit(rest[begin]) && rest[begin] != '-') ++begin;
  const std::size_t end = json::skip_number(rest, begin).at;
  const Bytes number = begin < rest.size() ? rest.substr(begin, end - begin) : Bytes{};
  rest = begin < rest.size() ? rest.substr(end) : Bytes{};
  return number;
}

/// What every number must be multiplied by for unit length; 1 when the vector has it, or none at all.
double scale_of(Bytes vector) {
  constexpr double precise_enough = 1e-6;  // the upstream rounds to single precision
  double sum = 0;
  for (Bytes number = next_number(vector); !number.empty(); number = next_number(vector)) {
    const double value = json::to_double(number);
    sum += value * value;
  }
  if (!(sum > 0) || sum - sum != 0 || (sum > 1 - precise_enough && sum < 1 + precise_enough)) return 1;
  return 1 / __builtin_sqrt(sum);
}

void write_numbers(Bytes vector, double scale, Buffer& out) {
  char before = '[';
  for (Bytes number = next_number(vector); !number.empty(); number = next_number(vector)) {
    out.append(before);
    json::append_float32(out, static_cast<double>(static_cast<float>(json::to_double(number) * scale)));
    before = ',';
  }
  out.append(']');
}

void write_base64(Bytes vector, double scale, Buffer& out) {
  Buffer floats;
  for (Bytes number = next_number(vector); !number.empty(); number = next_number(vector)) {
    const float value = scale == 1 ? json::to_float32(number) : static_cast<float>(json::to_double(number) * scale);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    for (int shift = 0; shift < 32; shift += 8) floats.append(static_cast<char>(bits >> shift & 0xFF));
  }
  out.append('"');
  append_base64(out, floats.view());
  out.append('"');
}

}  // namespace

void EmbeddingsWriter::open(Buffer& out) {
  if (!opened_) out.append("{\"object\":\"list\",\"data\":[");
  opened_ = true;
}

void EmbeddingsWriter::add(json::Raw vector, Buffer& out) {
  open(out);
  const double scale = task_.unit_length ? scale_of(vector) : 1;
  out.append(index_ == 0 ? Bytes("{") : Bytes(",{"));
  out.append("\"object\":\"embedding\",\"index\":");
  text::append_decimal(out, index_++);
  out.append(",\"embedding\":");
  if (task_.base64) {
    write_base64(vector, scale, out);
  } else if (scale != 1) {
    write_numbers(vector, scale, out);
  } else {
    json::append_compact(out, vector);
  }
  out.append('}');
}

void EmbeddingsWriter::end(const chat::Usage& usage, Buffer& out) {
  open(out);
  const std::int64_t tokens = usage.prompt_tokens < 0 ? 0 : usage.prompt_tokens;
  out.append("],\"model\":\"");
  json::append_escaped(out, task_.model);
  out.append("\",\"usage\":{\"prompt_tokens\":");
  text::append_decimal(out, tokens);
  out.append(",\"total_tokens\":");
  text::append_decimal(out, tokens);
  out.append("}}");
}

}  // namespace rota::openai
