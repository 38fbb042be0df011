// Numbers, base64 and scaling; see embeddings_answer.h.
#include "dialect/openai/embeddings_answer.h"

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

}  // namespace

EmbeddingsWriter::EmbeddingsWriter(const chat::EmbeddingTask& task, bool unit_length, Buffer& out)
    : task_(task), unit_length_(unit_length), out_(out) {
  out_.append("{\"object\":\"list\",\"data\":[");
}

void EmbeddingsWriter::add(Bytes vector) {
  const double scale = unit_length_ ? scale_of(vector) : 1;
  out_.append(index_ == 0 ? Bytes("{") : Bytes(",{"));
  out_.append("\"object\":\"embedding\",\"index\":");
  text::append_decimal(out_, index_++);
  out_.append(",\"embedding\":");
  if (task_.base64) {
    write_base64(vector, scale);
  } else if (scale != 1) {
    write_numbers(vector, scale);
  } else {
    json::append_compact(out_, vector);
  }
  out_.append('}');
}

void EmbeddingsWriter::write_numbers(Bytes vector, double scale) {
  char before = '[';
  for (Bytes number = next_number(vector); !number.empty(); number = next_number(vector)) {
    out_.append(before);
    json::append_float32(out_, static_cast<double>(static_cast<float>(json::to_double(number) * scale)));
    before = ',';
  }
  out_.append(']');
}

void EmbeddingsWriter::write_base64(Bytes vector, double scale) {
  floats_.clear();
  for (Bytes number = next_number(vector); !number.empty(); number = next_number(vector)) {
    const float value = scale == 1 ? json::to_float32(number) : static_cast<float>(json::to_double(number) * scale);
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    for (int shift = 0; shift < 32; shift += 8) floats_.append(static_cast<char>(bits >> shift & 0xFF));
  }
  out_.append('"');
  append_base64(out_, floats_.view());
  out_.append('"');
}

void EmbeddingsWriter::finish(const chat::Usage& usage) {
  const std::int64_t tokens = usage.prompt_tokens < 0 ? 0 : usage.prompt_tokens;
  out_.append("],\"model\":\"");
  json::append_escaped(out_, task_.model);
  out_.append("\",\"usage\":{\"prompt_tokens\":");
  text::append_decimal(out_, tokens);
  out_.append(",\"total_tokens\":");
  text::append_decimal(out_, tokens);
  out_.append("}}");
}

}  // namespace rota::openai
