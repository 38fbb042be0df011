// Answers of Responses: which items a model's words become, as a document and as a stream.
#include "responses_support.h"

using rota::test::member;
using rota::test::responses_answer;
using rota::test::responses_events;

namespace {

std::string request(const std::string& more = "", const std::string& model = "gemini-3-flash") {
  return R"({"model":")" + model + R"(","input":"q")" + more + "}";
}
std::string streaming(const std::string& more = "") { return request(R"(,"stream":true)" + more); }

std::string event(const std::string& parts, const std::string& members = "") {
  return R"({"candidates":[{"content":{"parts":[)" + parts + "]}" + members + "}]}";
}
const std::string stop = R"(,"finishReason":"STOP")";

/// The names of a stream's events, one a line.
std::string names_of(const std::vector<std::string>& events) {
  std::string names;
  for (const std::string& one : events) names += member(one, "type").substr(0) + "\n";
  return names;
}

/// What the last event of a stream says is what the same answer is as a document, but for ids and the wish for a stream.
std::string items_of(const std::string& response) {
  std::string items = member(response, "output");
  for (std::size_t at = 0; (at = items.find(R"("id":")", at)) != std::string::npos; ++at) {
    items.erase(at, items.find('"', at + 6) - at + 2);
  }
  for (std::size_t at = 0; (at = items.find(R"("call_id":"call_)", at)) != std::string::npos; ++at) {
    items.erase(at + 16, 24);
  }
  return items;
}

const std::string tools =
    R"(,"tools":[{"type":"function","name":"f"},{"type":"custom","name":"patch"},{"type":"local_shell"},)"
    R"({"type":"tool_search","execution":"client"},{"type":"namespace","name":"n","tools":[{"type":"function","name":"f"},)"
    R"({"type":"custom","name":"p"}]}])";

}  // namespace

TEST_CASE("G1: a whole answer") {
  const std::string answer = responses_answer(
      request(R"(,"metadata":{"a": "b"},"max_output_tokens":9,"temperature":1,"reasoning":{"effort":"low"},"tool_choice":"none",)"
              R"("store":true,"user":"u","instructions":"be")"),
      {R"({"candidates":[{"content":{"parts":[{"text":"Hi"},{"text":" you\n"}]},"finishReason":"STOP"}],"responseId":"r1",)"
       R"("usageMetadata":{"promptTokenCount":5,"cachedContentTokenCount":2,"candidatesTokenCount":3,"thoughtsTokenCount":4,)"
       R"("totalTokenCount":12}})"});
  CHECK(member(answer, "object") == "response");
  CHECK(member(answer, "id").substr(0, 5) == "resp_");
  CHECK(member(answer, "created_at") == "1700000000");
  CHECK(member(answer, "status") == "completed");
  CHECK(member(answer, "model") == "gemini-3-flash");
  CHECK(member(answer, "store") == "false");
  CHECK(member(answer, "error") == "null");
  CHECK(member(answer, "incomplete_details") == "null");
  CHECK(member(answer, "metadata") == R"({"a":"b"})");
  CHECK(member(answer, "max_output_tokens") == "9");
  CHECK(member(answer, "reasoning") == R"({"effort":"low"})");
  CHECK(member(answer, "tool_choice") == "none");
  CHECK(member(answer, "instructions") == "be");
  CHECK(member(answer, "top_p") == "null");
  CHECK(member(answer, "usage") ==
        R"({"input_tokens":5,"input_tokens_details":{"cached_tokens":2,"cache_write_tokens":0},"output_tokens":7,)"
        R"("output_tokens_details":{"reasoning_tokens":4},"total_tokens":12})");
  CHECK(items_of(answer) ==
        R"([{"type":"message","status":"completed","content":[{"type":"output_text","annotations":[],"logprobs":[],)"
        R"("text":"Hi you\n"}],"role":"assistant"}])");
  CHECK(member(answer, "output/0/id").substr(0, 4) == "msg_");
}

TEST_CASE("G1: a stream has every event in its order, and the same items at its end") {
  const std::vector<std::string> said = {event(R"({"text":"hm","thought":true})"), event(R"({"text":"Hel"})"),
                                         event(R"({"text":"lo"},{"functionCall":{"name":"f","args":{"a": 1}}})", stop)};
  const std::vector<std::string> events = responses_events(responses_answer(streaming(tools), said));
  CHECK(names_of(events) ==
        "response.created\nresponse.in_progress\nresponse.output_item.added\nresponse.reasoning_summary_part.added\n"
        "response.reasoning_summary_text.delta\nresponse.reasoning_summary_text.done\n"
        "response.reasoning_summary_part.done\nresponse.output_item.done\nresponse.output_item.added\n"
        "response.content_part.added\nresponse.output_text.delta\nresponse.output_text.delta\nresponse.output_text.done\n"
        "response.content_part.done\nresponse.output_item.done\nresponse.output_item.added\n"
        "response.function_call_arguments.delta\nresponse.function_call_arguments.done\nresponse.output_item.done\n"
        "response.completed\n");
  const std::string id = member(events[0], "response/id");
  CHECK(member(events[0], "response/status") == "in_progress");
  CHECK(member(events[0], "response/usage").empty());
  CHECK(member(events.back(), "response/id") == id);
  // Ids and places agree from an item's beginning to its end.
  CHECK(member(events[10], "item_id") == member(events[8], "item/id"));
  CHECK(member(events[14], "item/id") == member(events[8], "item/id"));
  CHECK(member(events.back(), "response/output/1/id") == member(events[8], "item/id"));
  CHECK(member(events[10], "output_index") == "1");
  CHECK(member(events[10], "content_index") == "0");
  CHECK(member(events[10], "delta") == "Hel");
  CHECK(member(events[12], "text") == "Hello");
  CHECK(member(events[16], "delta") == R"({"a":1})");
  CHECK(member(events[17], "arguments") == R"({"a":1})");
  CHECK(member(events[17], "name") == "f");
  CHECK(member(events[15], "item/arguments").empty());
  CHECK(member(events[18], "item/call_id") == member(events[15], "item/call_id"));
  CHECK(items_of(member(events.back(), "response")) == items_of(responses_answer(request(tools), {event(
      R"({"text":"hm","thought":true},{"text":"Hello"},{"functionCall":{"name":"f","args":{"a":1}}})", stop)})));
}

TEST_CASE("F3: each tool's call comes back as what the client declared") {
  const std::string answer = responses_answer(
      request(tools),
      {event(R"({"functionCall":{"id":"c1","name":"patch","args":{"input":"*** Begin\n"}}},)"
             R"({"functionCall":{"id":"c2","name":"n__f","args":{}}},{"functionCall":{"id":"c3","name":"n__p","args":{"input":"x"}}},)"
             R"({"functionCall":{"id":"c4","name":"local_shell","args":{"command":["ls","-l"],"timeout_ms":5}}},)"
             R"({"functionCall":{"id":"c5","name":"tool_search","args":{"query": "pdf"}}},)"
             R"({"functionCall":{"id":"c6","name":"local_shell","args":{"command":"ls | wc"}}})",
             stop)});
  CHECK(items_of(answer) ==
        R"([{"type":"custom_tool_call","status":"completed","input":"*** Begin\n","call_id":"c1","name":"patch"},)"
        R"({"type":"function_call","status":"completed","arguments":"{}","call_id":"c2","name":"f","namespace":"n"},)"
        R"({"type":"custom_tool_call","status":"completed","input":"x","call_id":"c3","name":"p","namespace":"n"},)"
        R"({"type":"local_shell_call","status":"completed","action":{"type":"exec","command":["ls","-l"],"env":{},)"
        R"("timeout_ms":5},"call_id":"c4"},)"
        R"({"type":"tool_search_call","status":"completed","execution":"client","arguments":{"query":"pdf"},"call_id":"c5"},)"
        R"({"type":"local_shell_call","status":"completed","action":{"type":"exec","command":["sh","-c","ls | wc"],"env":{}},)"
        R"("call_id":"c6"}])");
}

TEST_CASE("G1: a custom tool's input is told once it is known, in a stream too") {
  const std::vector<std::string> events = responses_events(responses_answer(
      streaming(tools), {event(R"({"functionCall":{"id":"c1","name":"patch","args":{"input":"a\"b"}}})", stop)}));
  CHECK(names_of(events).find("response.output_item.added\nresponse.custom_tool_call_input.delta\n"
                              "response.custom_tool_call_input.done\nresponse.output_item.done\n") != std::string::npos);
  CHECK(member(events[3], "delta") == "a\"b");
  CHECK(member(events[4], "input") == "a\"b");
}

TEST_CASE("G1: a client that wants one call at most hears of one") {
  const std::string calls = R"({"functionCall":{"id":"c1","name":"f","args":{"a":1}}},{"functionCall":{"id":"c2","name":"f","args":{}}})";
  const std::string more = tools + R"(,"parallel_tool_calls":false)";
  const std::string one =
      R"([{"type":"function_call","status":"completed","arguments":"{\"a\":1}","call_id":"c1","name":"f"}])";
  CHECK(items_of(responses_answer(request(more), {event(calls, stop)})) == one);
  CHECK(items_of(member(responses_events(responses_answer(streaming(more), {event(calls, stop)})).back(), "response")) == one);
}

TEST_CASE("F3: a signature travels in the call's id, and in a reasoning item where the client sends those back") {
  const std::string call = R"({"functionCall":{"id":"c1","name":"f","args":{}},"thoughtSignature":"c2ln"})";
  const std::string thought = R"({"text":"hm","thought":true},)";
  const std::string seals = R"(,"include":["reasoning.encrypted_content"])";
  const std::string signed_call =
      R"({"type":"function_call","status":"completed","arguments":"{}","call_id":"c1__thought__c2ln","name":"f"}])";
  CHECK(items_of(responses_answer(request(tools), {event(thought + call, stop)})) ==
        R"([{"type":"reasoning","summary":[{"type":"summary_text","text":"hm"}]},)" + signed_call);
  CHECK(items_of(responses_answer(request(tools + seals), {event(thought + call, stop)})) ==
        R"([{"type":"reasoning","encrypted_content":"rota.gemini.c2ln","summary":[{"type":"summary_text","text":"hm"}]},)" + signed_call);
  CHECK(items_of(responses_answer(request(tools + seals), {event(call, stop)})) == "[" + signed_call);
  // One that is too long for an id.
  const std::string length(5000, 'A');
  const std::string long_call = R"({"functionCall":{"id":"c1","name":"f","args":{}},"thoughtSignature":")" + length + "\"}";
  CHECK(items_of(responses_answer(request(tools + seals), {event(long_call, stop)})) ==
        R"([{"type":"reasoning","encrypted_content":"rota.gemini.)" + length +
            R"(","summary":[]},{"type":"function_call","status":"completed","arguments":"{}","call_id":"c1","name":"f"}])");
  // A text's own, which has no other place.
  CHECK(items_of(responses_answer(request(seals), {event(R"({"text":"a","thoughtSignature":"c2ln"})", stop)})).rfind(
            R"([{"type":"reasoning","encrypted_content":"rota.gemini.c2ln","summary":[]},{"type":"message")", 0) == 0);
}

TEST_CASE("G1: how an answer ends") {
  const auto status = [](const std::string& parts, const std::string& reason) {
    const std::string answer = responses_answer(request(), {event(parts, R"(,"finishReason":")" + reason + "\"")});
    return member(answer, "status") + " " + member(answer, "incomplete_details") + " " + member(answer, "output/0/status");
  };
  const std::string text = R"({"text":"a"})";
  CHECK(status(text, "STOP") == "completed null completed");
  CHECK(status(text, "MAX_TOKENS") == R"(incomplete {"reason":"max_output_tokens"} incomplete)");
  CHECK(status(text, "SAFETY") == R"(incomplete {"reason":"content_filter"} incomplete)");
  CHECK(status(text, "OTHER") == "completed null completed");
  CHECK(status("", "OTHER").rfind(R"(incomplete {"reason":"content_filter"})", 0) == 0);
  const std::vector<std::string> events =
      responses_events(responses_answer(streaming(), {event(text, R"(,"finishReason":"MAX_TOKENS")")}));
  CHECK(member(events.back(), "type") == "response.incomplete");
}

TEST_CASE("F5: a blocked prompt is a refusal") {
  const std::string blocked = R"({"promptFeedback":{"blockReason":"SAFETY"}})";
  const std::string answer = responses_answer(request(), {blocked});
  CHECK(member(answer, "status") == "incomplete");
  CHECK(member(answer, "output/0/content") == R"([{"type":"refusal","refusal":"Prompt blocked: SAFETY"}])");
  const std::vector<std::string> events = responses_events(responses_answer(streaming(), {blocked}));
  CHECK(names_of(events).find("response.refusal.delta\nresponse.refusal.done\nresponse.content_part.done\n") != std::string::npos);
}

TEST_CASE("G1: pictures are image_generation_calls") {
  const std::string picture = R"({"inlineData":{"mimeType":"image/png","data":"aGk="}})";
  CHECK(items_of(responses_answer(request(), {event(picture, stop)})) ==
        R"([{"type":"image_generation_call","status":"completed","output_format":"png","result":"aGk="}])");
  const std::vector<std::string> events = responses_events(responses_answer(streaming(), {event(picture, stop)}));
  CHECK(names_of(events).find("response.output_item.added\nresponse.image_generation_call.in_progress\n"
                              "response.image_generation_call.generating\nresponse.image_generation_call.completed\n"
                              "response.output_item.done\n") != std::string::npos);
}

TEST_CASE("G1: sources are annotations of the message, and the search is an item") {
  const std::string grounded =
      R"(,"finishReason":"STOP","groundingMetadata":{"webSearchQueries":["rain"],"groundingChunks":[{"web":{"uri":"https://a.test/x y",)"
      R"("title":"A"}}],"groundingSupports":[{"segment":{"startIndex":0,"endIndex":6,"text":"Größ"},"groundingChunkIndices":[0]}]})";
  const std::string more = R"(,"tools":[{"type":"web_search"}],"include":["web_search_call.action.sources"])";
  const std::string annotation =
      R"({"type":"url_citation","start_index":0,"end_index":4,"url":"https://a.test/x%20y","title":"A"})";
  const std::string answer = responses_answer(request(more), {event(R"({"text":"Größe"})", grounded)});
  CHECK(member(answer, "output/0/content/0/annotations") == "[" + annotation + "]");
  CHECK(items_of(R"({"output":[)" + member(answer, "output/1") + "]}") ==
        R"([{"type":"web_search_call","status":"completed","action":{"type":"search","query":"rain","queries":["rain"],)"
        R"("sources":[{"type":"url","url":"https://a.test/x y"}]}}])");
  const std::vector<std::string> events = responses_events(responses_answer(streaming(more), {event(R"({"text":"Größe"})", grounded)}));
  CHECK(names_of(events).find("response.output_text.delta\nresponse.output_text.annotation.added\nresponse.output_text.done\n") !=
        std::string::npos);
  CHECK(names_of(events).find("response.web_search_call.completed\nresponse.output_item.done\nresponse.completed\n") != std::string::npos);
  CHECK(member(events[5], "annotation") == annotation);
}

TEST_CASE("G1: log probabilities, where they are wanted") {
  const std::string logprobs =
      R"(,"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-0.5}],)"
      R"("topCandidates":[{"candidates":[{"token":"b","logProbability":-1}]}]})";
  const std::string answer = responses_answer(request(R"(,"top_logprobs":1)"), {event(R"({"text":"a"})", logprobs)});
  CHECK(member(answer, "output/0/content/0/logprobs") ==
        R"([{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[{"token":"b","logprob":-1,"bytes":[98]}]}])");
  CHECK(member(responses_answer(request(), {event(R"({"text":"a"})", logprobs)}), "output/0/content/0/logprobs") == "[]");
}

TEST_CASE("G1: a summary is one compaction item, whole or none") {
  const std::string asks = R"({"model":"gemini-3-flash","input":[{"role":"user","content":"q"},{"type":"compaction_trigger"}])";
  const std::string said = R"({"text":"hm","thought":true},{"text":"All "},{"text":"\"done\"."})";
  const std::string item = R"([{"type":"compaction","encrypted_content":"rota.summary.All \"done\"."}])";
  CHECK(items_of(responses_answer(asks + "}", {event(said, stop)})) == item);
  const std::vector<std::string> events = responses_events(responses_answer(asks + R"(,"stream":true})", {event(said, stop)}));
  CHECK(names_of(events) ==
        "response.created\nresponse.in_progress\nresponse.output_item.added\nresponse.output_item.done\nresponse.completed\n");
  CHECK(items_of(member(events.back(), "response")) == item);
  CHECK(member(events[3], "item/id") == member(events[2], "item/id"));
  const std::string cut = responses_answer(asks + "}", {event(said, R"(,"finishReason":"MAX_TOKENS")")});
  CHECK(member(cut, "status") == "incomplete");
  CHECK(member(cut, "output") == "[]");
}

TEST_CASE("G1: a compaction stands for the input: what the user said, and a summary") {
  const std::string user = R"({"type":"message","role":"user","content":"q"})";
  const std::string input = R"([{"role":"user", "content":"q"},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}])";
  const auto shorten = [](const std::string& what, const std::string& reason) {
    return responses_answer(R"({"model":"gemini-3-flash","input":)" + what + "}",
                            {event(R"({"text":"All."})", R"(,"finishReason":")" + reason + "\"")}, "/responses/compact");
  };
  const std::string summary = R"({"type":"compaction","encrypted_content":"rota.summary.All."})";
  CHECK(member(shorten(input, "STOP"), "object") == "response.compaction");
  CHECK(items_of(shorten(input, "STOP")) == "[" + user + "," + summary + "]");
  CHECK(items_of(shorten("\"q\"", "STOP")) ==
        R"([{"type":"message","role":"user","content":[{"type":"input_text","text":"q"}]},)" + summary + "]");
  CHECK(items_of(shorten(input, "SAFETY")) ==
        "[" + user + R"(,{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}])");
}

TEST_CASE("F5: an empty answer has no item") {
  CHECK(member(responses_answer(request(), {event("", stop)}), "output") == "[]");
  const std::vector<std::string> events = responses_events(responses_answer(streaming(), {event("", stop)}));
  CHECK(names_of(events) == "response.created\nresponse.in_progress\nresponse.completed\n");
}
