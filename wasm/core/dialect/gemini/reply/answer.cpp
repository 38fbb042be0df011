// Candidates, parts and how they end; see answer.h.
#include "dialect/gemini/reply/answer.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "dialect/gemini/reply/grounding.h"
#include "dialect/gemini/reply/service_tier.h"
#include "dialect/gemini/reply/usage.h"
#include "dialect/labels.h"
#include "dialect/reading/error_body.h"

namespace rota::gemini {

namespace {

using chat::Delta;
using chat::Finish;

constexpr Bytes too_many_parts =
    sentence<"The upstream's answer has more than "_s, limits::answer_parts, " parts."_s>;

struct Ending {
  Bytes reason;
  Finish finish;
};
/// The FinishReason of Google's SDKs and of Vertex, Nov 2026. Everything else, future reasons included, is a plain stop;
/// what the account is told by one is an error (error.h). Calls and answers that are malformed have no word in other
/// dialects: with nothing said they are empty answers, which are asked for once more.
constexpr Ending endings[] = {
    {"MAX_TOKENS", Finish::length},
    {"SAFETY", Finish::content_filter},
    {"RECITATION", Finish::content_filter},
    {"BLOCKLIST", Finish::content_filter},
    {"PROHIBITED_CONTENT", Finish::content_filter},
    {"SPII", Finish::content_filter},
    {"LANGUAGE", Finish::content_filter},
    {"IMAGE_SAFETY", Finish::content_filter},
    {"IMAGE_PROHIBITED_CONTENT", Finish::content_filter},
    {"IMAGE_RECITATION", Finish::content_filter},
    {"MODEL_ARMOR", Finish::content_filter},
    {"JAILBREAK", Finish::content_filter},
    {"ESCALATION", Finish::content_filter},
    {"OTHER", Finish::other},
    {"IMAGE_OTHER", Finish::other},
    {"CONTINUATION", Finish::paused},
};
constexpr json::Escaped continuation = "CONTINUATION";

Failure nonsense(Bytes message) { return Failure{Blame::upstream, Fault::upstream_error, 502, message, {}, 0}; }

/// Adds to one fragment what one candidate says.
class CandidateReader {
 public:
  CandidateReader(chat::Fragment& fragment, Arena& arena, std::uint32_t candidate, const FunctionNames& names,
                  Kept& kept)
      : fragment_(fragment),
        arena_(arena),
        candidate_(candidate),
        names_(names),
        partial_(kept.partial),
        blocks_(kept.blocks) {}

  void read_part(json::Value part);
  void read_logprobs(json::Value result);
  void read_finish(json::Value candidate);
  void end_call();

 private:
  Delta& add(Delta::Kind kind) {
    if (kind != Delta::Kind::tool_call && partial_.unannounced()) end_call();
    Delta& delta = blocks_.add(kind, candidate_, fragment_, arena_);
    delta.owner = dialect::labels::gemini;
    return delta;
  }
  Delta& add_beside(Delta::Kind kind) {
    Delta& delta = fragment_.deltas.push(arena_, Delta{});
    delta.kind = kind;
    delta.candidate = candidate_;
    delta.owner = dialect::labels::gemini;
    return delta;
  }
  void read_call(json::Value call, json::Escaped signature);
  void add_call(std::uint32_t candidate, json::Escaped name, json::Escaped id, Bytes args, json::Escaped signature);
  void read_code(json::Value code, json::Value part);
  void read_result(json::Value result, json::Value part);
  chat::TokenLogprob read_token(json::Value token);

  chat::Fragment& fragment_;
  Arena& arena_;
  std::uint32_t candidate_;
  const FunctionNames& names_;
  PartialCall& partial_;
  reading::Blocks& blocks_;
};

void CandidateReader::read_part(json::Value part) {
  const json::Escaped signature = part["thoughtSignature"].escaped();
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
  const json::Escaped text = file.is_object() ? file["fileUri"].escaped() : part["text"].escaped();
  if (text.empty() && signature.empty()) return;
  Delta& delta = add(thought ? Delta::Kind::thought : Delta::Kind::text);
  delta.text = text;
  delta.signature = signature;
  delta.inserted = file.is_object();
}

/// A call without arguments may get them from a part behind it that has no name, so it is not given out at once.
void CandidateReader::read_call(json::Value call, json::Escaped signature) {
  const json::Escaped name = call["name"].escaped();
  const json::Escaped id = call["id"].escaped();
  const bool same = partial_.unannounced() && partial_.candidate() == candidate_ && !id.empty() && id == partial_.id();
  if (!name.empty() && !same) {
    end_call();
    json::Value args = call["args"];
    const bool whole = !call["willContinue"].is_true() && call["partialArgs"].count() == 0;
    if (whole && args.is_object() && args.count() != 0) return add_call(candidate_, name, id, args.raw(), signature);
    partial_.begin(candidate_, name, id, signature);
  }
  if (!partial_.open() || partial_.candidate() != candidate_) return;  // a call of nothing
  const bool ends = partial_.add(call, signature, arena_);
  const bool values_alone = !name.empty() && call["partialArgs"].count() != 0 && partial_.unannounced();
  if (ends || values_alone) end_call();
}

void CandidateReader::end_call() {
  if (!partial_.open()) return;
  const Bytes args = arena_.copy(partial_.end());
  add_call(partial_.candidate(), json::copy(arena_, partial_.name()), json::copy(arena_, partial_.id()), args,
           json::copy(arena_, partial_.signature()));
}

void CandidateReader::add_call(std::uint32_t candidate, json::Escaped name, json::Escaped id, Bytes args,
                               json::Escaped signature) {
  Delta& delta = blocks_.add(Delta::Kind::tool_call, candidate, fragment_, arena_);
  delta.owner = dialect::labels::gemini;
  delta.id = id;
  const chat::ToolName called = names_.original_of(name);
  delta.name = called.name;
  delta.name_space = called.name_space;
  delta.arguments = args;
  delta.signature = signature;
}

/// People are shown the code; the part goes along, and with it its signature, which must not move to a text.
void CandidateReader::read_code(json::Value code, json::Value part) {
  Delta& delta = add(Delta::Kind::text);
  const json::Escaped language = code["language"].equals("PYTHON") ? json::Escaped("python") : json::Escaped();
  delta.text = json::join(arena_, "\\n```", language, "\\n", code["code"].escaped(), "\\n```\\n");
  delta.json = part.raw();
  delta.inserted = true;
}

void CandidateReader::read_result(json::Value result, json::Value part) {
  Delta& delta = add(Delta::Kind::text);
  const json::Escaped outcome = result["outcome"].escaped();
  json::Escaped output = result["output"].escaped();
  if (output.empty() && !result["outcome"].equals("OUTCOME_OK")) output = outcome;
  delta.text = json::join(arena_, "\\n```output\\n", output, "\\n```\\n");
  delta.json = part.raw();
  delta.inserted = true;
}

chat::TokenLogprob CandidateReader::read_token(json::Value token) {
  json::Value logprob = token["logProbability"];
  // Proto leaves zeros out and spells what JSON has no number for as a string; OpenAI says -9999 for "never".
  const json::Raw otherwise = logprob.is_string() ? json::Raw("-9999.0") : json::Raw("0");
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
  add_beside(Delta::Kind::logprobs).logprobs = choices;
}

/// With a token the upstream goes on where it was, whether or not it calls that a reason to finish.
void CandidateReader::read_finish(json::Value candidate) {
  json::Value reason = candidate["finishReason"];
  const json::Escaped token = candidate["continuationToken"].escaped();
  const bool unsaid = !reason.is_string() || reason.equals("FINISH_REASON_UNSPECIFIED");
  if (!token.empty()) fragment_.continuation = token;
  if (unsaid && token.empty() && !reason.is_string()) return;
  Delta finish;
  finish.finish = Finish::stop;
  finish.native = reason.escaped();
  finish.text = candidate["finishMessage"].escaped();
  for (const Ending& ending : endings) {
    if (reason.equals(ending.reason)) finish.finish = ending.finish;
  }
  if (unsaid && !token.empty()) {
    finish.finish = Finish::paused;
    finish.native = continuation;
  }
  // Half a call is whole once the answer goes on.
  if (finish.finish != Finish::paused) end_call();
  blocks_.end(candidate_, fragment_, arena_);
  Delta& delta = add_beside(Delta::Kind::finish);
  delta.finish = finish.finish;
  delta.native = finish.native;
  delta.text = finish.text;
}

/// A prompt that was refused is answered with 200, no candidates and the reason.
void read_block(json::Value reason, reading::Blocks& blocks, chat::Fragment& fragment, Arena& arena) {
  if (!reason.is_string() || reason.equals("BLOCK_REASON_UNSPECIFIED")) return;
  fragment.blocked = true;
  blocks.add(Delta::Kind::refusal, 0, fragment, arena).text =
      json::join(arena, "Prompt blocked: ", reason.escaped());
  blocks.end(0, fragment, arena);
  Delta& finish = fragment.deltas.push(arena, Delta{});
  finish.kind = Delta::Kind::finish;
  finish.finish = Finish::content_filter;
  finish.native = reason.escaped();
}

bool is_list(json::Value value) { return value.is_unset() || value.is_array(); }

}  // namespace

Result<chat::Fragment> read_answer(json::Value root, Arena& arena, const FunctionNames* names, Kept* kept) {
  const FunctionNames no_names(arena);
  Kept whole(arena, false);
  if (kept == nullptr) kept = &whole;
  root = reading::unwrap(root);
  if (!root.is_object()) return nonsense("The upstream sent something that is no answer.");
  json::Value candidates = root["candidates"];
  if (!is_list(candidates)) return nonsense("The upstream's answer has candidates that are no list.");
  chat::Fragment fragment;
  fragment.id = root["responseId"].escaped();
  fragment.model = root["modelVersion"].escaped();
  read_usage(root["usageMetadata"], fragment.usage);
  fragment.tier = service_tier_of(root["usageMetadata"]["serviceTier"].escaped());
  std::size_t count = 0;
  for (json::Value candidate : candidates.elements()) {
    std::int64_t index = 0;
    if (!candidate["index"].integer(index) || index < 0 || index >= limits::candidates) index = 0;
    json::Value parts = candidate["content"]["parts"];
    if (!is_list(parts)) return nonsense("The upstream's answer has parts that are no list.");
    count += parts.count();
    if (count > limits::answer_parts) return nonsense(too_many_parts);
    fragment.deltas.reserve(arena, 2 * count);  // a block begins and ends
    CandidateReader reader(fragment, arena, static_cast<std::uint32_t>(index), names != nullptr ? *names : no_names,
                           *kept);
    for (json::Value part : parts.elements()) reader.read_part(part);
    reader.read_logprobs(candidate["logprobsResult"]);
    read_grounding(candidate, static_cast<std::uint32_t>(index), fragment, arena);
    reader.read_finish(candidate);
    if (kept->whole && fragment.continuation.empty()) reader.end_call();
  }
  if (candidates.count() == 0) read_block(root["promptFeedback"]["blockReason"], kept->blocks, fragment, arena);
  return fragment;
}

}  // namespace rota::gemini
