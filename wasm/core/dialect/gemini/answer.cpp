// Candidates, parts and how they end; see answer.h.
#include "dialect/gemini/answer.h"

#include "dialect/gemini/grounding.h"
#include "dialect/gemini/service_tier.h"
#include "dialect/gemini/usage.h"

namespace rota::gemini {

namespace {

using chat::Delta;
using chat::Finish;

struct Ending {
  Bytes reason;
  Finish finish;
  bool malformed;  ///< the model's slip, which another try usually does not repeat
};
/// Everything else, future reasons included, is a plain stop.
constexpr Ending endings[] = {
    {"MAX_TOKENS", Finish::length, false},
    {"SAFETY", Finish::content_filter, false},
    {"RECITATION", Finish::content_filter, false},
    {"BLOCKLIST", Finish::content_filter, false},
    {"PROHIBITED_CONTENT", Finish::content_filter, false},
    {"SPII", Finish::content_filter, false},
    {"LANGUAGE", Finish::content_filter, false},
    {"IMAGE_SAFETY", Finish::content_filter, false},
    {"IMAGE_PROHIBITED_CONTENT", Finish::content_filter, false},
    {"IMAGE_RECITATION", Finish::content_filter, false},
    {"MODEL_ARMOR", Finish::content_filter, false},
    {"MALFORMED_FUNCTION_CALL", Finish::stop, true},
    {"MALFORMED_RESPONSE", Finish::stop, true},
    {"MISSING_THOUGHT_SIGNATURE", Finish::stop, true},
    {"OTHER", Finish::other, false},
};

Failure nonsense(Bytes message) { return Failure{Blame::upstream, Fault::upstream_error, 502, message, {}, 0}; }

/// Adds to one fragment what one candidate says.
class CandidateReader {
 public:
  CandidateReader(chat::Fragment& fragment, Arena& arena, std::uint32_t candidate, const FunctionNames& names,
                  PartialCall& partial)
      : fragment_(fragment), arena_(arena), candidate_(candidate), names_(names), partial_(partial) {}

  void read_part(json::Value part);
  void read_logprobs(json::Value result);
  void read_finish(json::Value reason, json::Value message);

 private:
  Delta& add(Delta::Kind kind) {
    Delta& delta = fragment_.deltas.push(arena_, Delta{});
    delta.kind = kind;
    delta.candidate = candidate_;
    return delta;
  }
  void read_call(json::Value call, Bytes signature);
  void add_call(Bytes name, Bytes id, Bytes args, Bytes signature);
  void end_partial();
  void read_code(json::Value code, json::Value part);
  void read_result(json::Value result, json::Value part);
  chat::TokenLogprob read_token(json::Value token);

  chat::Fragment& fragment_;
  Arena& arena_;
  std::uint32_t candidate_;
  const FunctionNames& names_;
  PartialCall& partial_;
};

void CandidateReader::read_part(json::Value part) {
  Bytes signature = part["thoughtSignature"].escaped();
  const bool thought = part["thought"].is_true();
  if (json::Value call = part["functionCall"]; call.is_object()) return read_call(call, signature);
  if (json::Value media = part["inlineData"]; media.is_object()) {
    if (thought) return;  // a sketch on the way to the picture
    Delta& delta = add(Delta::Kind::media);
    delta.mime = media["mimeType"].escaped();
    delta.data = media["data"].escaped();
    delta.signature = signature;
    return;
  }
  if (json::Value code = part["executableCode"]; code.is_object()) return read_code(code, part);
  if (json::Value result = part["codeExecutionResult"]; result.is_object()) return read_result(result, part);
  if (part["toolCall"].is_object() || part["toolResponse"].is_object()) {  // Google's own tools, run by Google
    add(Delta::Kind::part).json = part.raw();
    return;
  }
  json::Value file = part["fileData"];
  Bytes text = file.is_object() ? file["fileUri"].escaped() : part["text"].escaped();
  if (text.empty() && signature.empty()) return;
  Delta& delta = add(thought ? Delta::Kind::thought : Delta::Kind::text);
  delta.text = text;
  delta.signature = signature;
  delta.inserted = file.is_object();
}

void CandidateReader::read_call(json::Value call, Bytes signature) {
  const Bytes name = call["name"].escaped();
  const bool continues = call["willContinue"].is_true();
  if (!name.empty()) {
    end_partial();
    if (!continues && call["partialArgs"].count() == 0) {
      json::Value args = call["args"];
      return add_call(name, call["id"].escaped(), args.is_object() ? args.raw() : Bytes("{}"), signature);
    }
    partial_.begin(name, call["id"].escaped(), signature);
  }
  if (!partial_.open()) return;  // a call of nothing
  partial_.add(call, arena_);
  if (!continues) end_partial();
}

void CandidateReader::end_partial() {
  if (!partial_.open()) return;
  const Bytes args = arena_.copy(partial_.end());
  add_call(arena_.copy(partial_.name()), arena_.copy(partial_.id()), args, arena_.copy(partial_.signature()));
}

void CandidateReader::add_call(Bytes name, Bytes id, Bytes args, Bytes signature) {
  Delta& delta = add(Delta::Kind::tool_call);
  delta.id = id;
  delta.name = names_.original_of(name);
  delta.json = args;
  delta.signature = signature;
}

/// People are shown the code; the part goes along, and with it its signature, which must not move to a text.
void CandidateReader::read_code(json::Value code, json::Value part) {
  Delta& delta = add(Delta::Kind::text);
  Bytes language = code["language"].equals("PYTHON") ? Bytes("python") : Bytes();
  delta.text = arena_.join("\\n```", language, "\\n", code["code"].escaped(), "\\n```\\n");
  delta.json = part.raw();
  delta.inserted = true;
}

void CandidateReader::read_result(json::Value result, json::Value part) {
  Delta& delta = add(Delta::Kind::text);
  Bytes outcome = result["outcome"].escaped();
  Bytes output = result["output"].escaped();
  if (output.empty() && !result["outcome"].equals("OUTCOME_OK")) output = outcome;
  delta.text = arena_.join("\\n```output\\n", output, "\\n```\\n");
  delta.json = part.raw();
  delta.inserted = true;
}

chat::TokenLogprob CandidateReader::read_token(json::Value token) {
  json::Value logprob = token["logProbability"];
  // Proto leaves zeros out and spells what JSON has no number for as a string; OpenAI says -9999 for "never".
  const Bytes otherwise = logprob.is_string() ? Bytes("-9999.0") : Bytes("0");
  return {token["token"].text(arena_), logprob.is_number() ? logprob.raw() : otherwise};
}

void CandidateReader::read_logprobs(json::Value result) {
  json::Value chosen = result["chosenCandidates"];
  if (chosen.count() == 0) return;
  List<chat::TokenChoice> choices;
  for (json::Value token : chosen.elements()) {
    choices.push(arena_, chat::TokenChoice{}).chosen = read_token(token);
  }
  std::size_t place = 0;  // the two lists run in parallel
  for (json::Value top : result["topCandidates"].elements()) {
    if (place == choices.size()) break;
    for (json::Value token : top["candidates"].elements()) choices[place].top.push(arena_, read_token(token));
    ++place;
  }
  add(Delta::Kind::logprobs).logprobs = choices;
}

void CandidateReader::read_finish(json::Value reason, json::Value message) {
  if (!reason.is_string()) return;
  end_partial();
  Delta& delta = add(Delta::Kind::finish);
  delta.finish = Finish::stop;
  delta.native = reason.escaped();
  delta.text = message.escaped();
  for (const Ending& ending : endings) {
    if (!reason.equals(ending.reason)) continue;
    delta.finish = ending.finish;
    fragment_.malformed = fragment_.malformed || ending.malformed;
  }
}

/// A prompt that was refused is answered with 200, no candidates and the reason.
void read_block(json::Value reason, chat::Fragment& fragment, Arena& arena) {
  if (!reason.is_string() || reason.equals("BLOCK_REASON_UNSPECIFIED")) return;
  fragment.blocked = true;
  Delta& refusal = fragment.deltas.push(arena, Delta{});
  refusal.kind = Delta::Kind::refusal;
  refusal.text = arena.join("Prompt blocked: ", reason.escaped());
  Delta& finish = fragment.deltas.push(arena, Delta{});
  finish.kind = Delta::Kind::finish;
  finish.finish = Finish::content_filter;
  finish.native = reason.escaped();
}

bool is_list(json::Value value) { return value.is_unset() || value.is_array(); }

}  // namespace

json::Value unwrap(json::Value root) { return root.is_array() && root.count() == 1 ? root.at(0) : root; }

bool is_error(json::Value root) {
  json::Value error = unwrap(root)["error"];
  return error.is_object() || error.is_string();
}

Result<chat::Fragment> read_answer(json::Value root, Arena& arena, const FunctionNames* names, PartialCall* partial) {
  const FunctionNames no_names(arena);
  PartialCall whole;
  root = unwrap(root);
  if (!root.is_object()) return nonsense("The upstream sent something that is no answer.");
  json::Value candidates = root["candidates"];
  if (!is_list(candidates)) return nonsense("The upstream's answer has candidates that are no list.");
  chat::Fragment fragment;
  fragment.id = root["responseId"].escaped();
  fragment.model = root["modelVersion"].escaped();
  read_usage(root["usageMetadata"], fragment.usage);
  fragment.tier = service_tier_of(root["usageMetadata"]["serviceTier"].escaped());
  for (json::Value candidate : candidates.elements()) {
    std::int64_t index = 0;
    if (!candidate["index"].integer(index) || index < 0 || index > 0xFFFF) index = 0;
    json::Value parts = candidate["content"]["parts"];
    if (!is_list(parts)) return nonsense("The upstream's answer has parts that are no list.");
    CandidateReader reader(fragment, arena, static_cast<std::uint32_t>(index), names != nullptr ? *names : no_names,
                           partial != nullptr ? *partial : whole);
    for (json::Value part : parts.elements()) reader.read_part(part);
    reader.read_logprobs(candidate["logprobsResult"]);
    read_grounding(candidate, static_cast<std::uint32_t>(index), fragment, arena);
    reader.read_finish(candidate["finishReason"], candidate["finishMessage"]);
  }
  if (candidates.count() == 0) read_block(root["promptFeedback"]["blockReason"], fragment, arena);
  return fragment;
}

}  // namespace rota::gemini
