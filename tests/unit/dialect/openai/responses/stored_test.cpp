// What a request refers to, read from a store's reply; what is kept of its answer; and what a client hears of that.
#include "dialect/openai/responses/keepsake.h"
#include "responses_support.h"

#include <algorithm>
#include <set>

namespace rota {

namespace {

using openai::responses::Recall;

constexpr const char* four =
    R"([{"input":[{"id":"msg_1","type":"message","role":"user","content":"2+2?"}],)"
    R"("response":{"output":[{"id":"msg_2","type":"message","role":"assistant","content":[{"type":"output_text","text":"4"}]}]}}])";

/// What Gemini is asked where a client's store has given `records`, or why not.
std::string asked(const std::string& body, const std::string& records, Bytes hindrance = {}) {
  test::Document document(body);
  REQUIRE(document.ok);
  const Recall recall({hindrance, records}, document.root, document.arena);
  const auto read = openai::responses::read_responses_request(document.root, document.arena, {}, nullptr, recall);
  if (!read.ok()) return test::told(read.failure());
  Buffer out;
  gemini::FunctionNames names(document.arena);
  const Status written = gemini::write_generate_request(*read->conversation, names, out);
  return written.ok() ? test::str(out.view()) : test::told(written.failure());
}

std::string request(const std::string& rest) { return R"({"model":"gemini-3-flash","input":"Why?",)" + rest + "}"; }

/// The names that are asked of the store, in one line.
std::string references(const std::string& body) {
  Arena arena;
  json::Reader reader;
  const responses::References found = openai::responses::find_references(body, reader, arena);
  std::string all = test::str(found.chain) + "|" + test::str(found.conversation) + "|";
  for (const Bytes id : found.ids) all += test::str(id) + " ";
  return all;
}

/// The answer to a request about a record.
std::string shown(Bytes method, Bytes tail, Bytes query, const std::string& record) {
  test::Document document(record);
  REQUIRE(document.ok);
  Buffer out;
  const Status answered =
      openai::responses::answer_stored({method, tail, "resp_1", query}, document.root, out, document.arena);
  return answered.ok() ? test::str(out.view()) : test::told(answered.failure());
}

}  // namespace

TEST_CASE("G1: what a request goes on from stands before its input") {
  const std::string whole =
      R"({"contents":[{"role":"user","parts":[{"text":"2+2?"}]},{"role":"model","parts":[{"text":"4"}]},)"
      R"({"role":"user","parts":[{"text":"Why?"}]}]})";
  CHECK(asked(request(R"("previous_response_id":"resp_1")"), four) == whole);
  CHECK(asked(request(R"("conversation":"conv_1")"), four) == whole);
  CHECK(asked(request(R"("conversation":{"id":"conv_1"})"), four) == whole);
  CHECK(asked(request(R"("conversation":"conv_new")"), "[]") == R"({"contents":[{"role":"user","parts":[{"text":"Why?"}]}]})");
}

TEST_CASE("G1: the names under which an answer is stored outlive the request's body") {
  test::Document document(request(R"("previous_response_id":"resp_1")"));
  test::Document turn(request(R"("conversation":"conv_1")"));
  const auto read_form = [](test::Document& asking) {
    const Recall recall({{}, four}, asking.root, asking.arena);
    const auto read = openai::responses::read_responses_request(asking.root, asking.arena, {}, nullptr, recall);
    REQUIRE(read.ok());
    std::fill(asking.text.begin(), asking.text.end(), 'x');
    return read->form;
  };
  CHECK(read_form(document)->previous == "resp_1");
  CHECK(read_form(turn)->conversation == "conv_1");
}

TEST_CASE("F9: what cannot be gone on from is refused by its name") {
  struct {
    const char* rest;
    const char* records;
    const char* refusal;
  } cases[] = {
      {R"("previous_response_id":"resp_1")", "[null]", "400 previous_response_id: Previous response with id 'resp_1' not found."},
      {R"("previous_response_id":"resp 1")", "", "400 previous_response_id: Previous response with id 'resp 1' not found."},
      {R"("previous_response_id":7)", "", "400 previous_response_id: Invalid type"},
      {R"("conversation":7)", "", "400 conversation: Invalid type"},
      {R"("conversation":{"id":7})", "", "400 conversation: Invalid 'conversation': its id"},
      {R"("conversation":"a/b")", "", "400 conversation: Invalid 'conversation': its id"},
      {R"("conversation":"c","previous_response_id":"r")", "[]", "400 previous_response_id: Invalid"},
      {R"("conversation":"c")", "\"too much\"", "400 conversation: Invalid 'conversation': what this request refers to"},
      {R"("store":"yes")", "", "400 store: Invalid type"},
  };
  for (const auto& one : cases) {
    INFO(one.rest);
    const std::string said = asked(request(one.rest), one.records);
    CHECK(said.substr(0, std::string(one.refusal).size()) == one.refusal);
  }
  CHECK(asked(request(R"("previous_response_id":"r")"), "", "the setting responses_store is off") ==
        "400 previous_response_id: Invalid 'previous_response_id': no answer is stored here: the setting responses_store is "
        "off. Send the whole conversation as 'input'.");
}

TEST_CASE("G1: an item tells by its id whose it is, and each response is asked for once") {
  const std::string a(24, 'a');
  const std::string b(24, 'b');
  CHECK(references(R"({"input":"Hi"})") == "||");
  CHECK(references(R"({"input":"Hi","previous_response_id":"resp_1","conversation":{"id":"c"}})") == "resp_1|c|");
  CHECK(references(R"({"input":"Hi","previous_response_id":"a b","conversation":"\"previous_response_id\""})") == "||");
  CHECK(references(R"({"input":[{"type":"item_reference","id":"msg_)" + a + R"(_000001"},{"type":"item_reference","id":"fc_)" + b +
                   R"(_000001"},{"type":"item_reference","id":"rs_)" + a + R"(_000002"},{"type":"item_reference","id":"rs_1"}]})") ==
        "||resp_" + a + " resp_" + b + " ");
  CHECK(references("no JSON with \"conversation\"") == "||");
}

TEST_CASE("G1: an item that is referred to is read in its place, one that is not there is refused") {
  const std::string id = "msg_" + std::string(24, 'a') + "_000001";
  const std::string records = R"([{"input":[],"response":{"output":[{"id":")" + id +
                              R"(","type":"message","role":"assistant","content":[{"type":"output_text","text":"4"}]}]}}])";
  const std::string body = R"({"model":"gemini-3-flash","input":[{"role":"user","content":"2+2?"},{"type":"item_reference","id":")" +
                           id + R"("},{"role":"user","content":"Why?"}]})";
  CHECK(asked(body, records) ==
        R"({"contents":[{"role":"user","parts":[{"text":"2+2?"}]},{"role":"model","parts":[{"text":"4"}]},)"
        R"({"role":"user","parts":[{"text":"Why?"}]}]})");
  CHECK(asked(body, "[null]") == "400 input[1]: Item with id '" + id + "' not found.");
  CHECK(asked(body, "", "it is off").rfind("{\"contents\"", 0) == 0);
  CHECK(asked(R"({"model":"m","input":[{"type":"item_reference"}]})", "").rfind("400 input[0].id: Missing", 0) == 0);
}

TEST_CASE("G1: what a response was asked with is kept as a list has it: with ids, types, states and parts") {
  test::Document document(
      R"({"input":[{"role":"user","content":"Hi"},{"type":"message","id":"mine","role":"assistant","content":"Yes?","status":"incomplete"},)"
      R"({"role":"user","content":[{"type":"input_text","text":"a"}],"id":null},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},)"
      R"({"type":"function_call_output","call_id":"c","output":"4"},{"type":"item_reference","id":"gone"}]})");
  REQUIRE(document.ok);
  const Recall recall({}, document.root, document.arena);
  Random random(1);
  const std::string list =
      test::str(openai::responses::items_to_keep(document.root["input"], recall, "resp_a", random, document.arena));
  std::set<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const std::string item = std::to_string(i) + "/";
    ids.insert(test::member(list, item + "id"));
    CHECK(test::member(list, item + "status") == (i == 1 ? "incomplete" : "completed"));
  }
  CHECK(ids.size() == 5);
  CHECK(ids.count("mine") == 1);
  CHECK(test::member(list, "0/id").rfind("msg_a_", 0) == 0);
  CHECK(test::member(list, "3/id").rfind("fc_a_", 0) == 0);
  CHECK(test::member(list, "0/type") == "message");
  CHECK(test::member(list, "0/content") == R"([{"type":"input_text","text":"Hi"}])");
  CHECK(test::member(list, "1/content") == R"([{"type":"output_text","text":"Yes?","annotations":[]}])");
  CHECK(test::member(list, "2/content") == R"([{"type":"input_text","text":"a"}])");
  CHECK(test::member(list, "5").empty());
}

TEST_CASE("E6: a page of input items has from 1 to 100, in either order") {
  std::string list;
  for (int i = 1; i <= 120; ++i) list += std::string(i == 1 ? "" : ",") + R"({"id":"i)" + std::to_string(i) + "\"}";
  const std::string record = R"({"input":[)" + list + R"(],"response":{"id":"resp_1"}})";
  constexpr Bytes tail = "/responses/resp_1/input_items";
  const auto edges = [&](Bytes query) {
    const std::string page = shown("GET", tail, query, record);
    const std::size_t at = page.find("],\"first_id\"");
    return at == std::string::npos ? page : page.substr(at + 2);
  };
  CHECK(edges("") == R"("first_id":"i120","last_id":"i101","has_more":true})");
  CHECK(edges("order=asc") == R"("first_id":"i1","last_id":"i20","has_more":true})");
  CHECK(edges("order=asc&limit=1") == R"("first_id":"i1","last_id":"i1","has_more":true})");
  CHECK(edges("order=asc&limit=100&after=i20") == R"("first_id":"i21","last_id":"i120","has_more":false})");
  CHECK(edges("order=asc&limit=100&after=i19") == R"("first_id":"i20","last_id":"i119","has_more":true})");
  CHECK(edges("after=gone") == R"("first_id":"","last_id":"","has_more":false})");
  for (const char* query : {"limit=0", "limit=101", "limit=x", "order=up"}) {
    INFO(query);
    CHECK(edges(query).rfind("400 ", 0) == 0);
  }
}

TEST_CASE("G1: a record is shown, forgotten, and never cancelled; none is 404") {
  const std::string record = R"({"input":[],"response":{"id":"resp_1","object":"response"}})";
  CHECK(shown("GET", "/responses/resp_1", "", record) == R"({"id":"resp_1","object":"response"})");
  CHECK(shown("DELETE", "/responses/resp_1", "", "{}") == R"({"id":"resp_1","object":"response","deleted":true})");
  CHECK(shown("POST", "/responses/resp_1/cancel", "", record).rfind("400 : Only background", 0) == 0);
  for (const char* method : {"GET", "DELETE", "POST"}) {
    CHECK(shown(method, "/responses/resp_1/cancel", "", "null") == "404 : Response with id 'resp_1' not found.");
  }
}

}  // namespace rota
