// The list of models and one of them.
#include "dialect/openai/models.h"
#include "dialect_support.h"

using namespace rota;

TEST_CASE("openai models: a list and one") {
  Arena arena;
  List<chat::Model> models;
  Buffer out;
  openai::write_models(models, out);
  CHECK(out.view() == R"({"object":"list","data":[]})");
  models.push(arena, {"gemini-2.5-flash", R"(Gemini \"2.5\")", 1048576, 65536});
  models.push(arena, {"x", {}, -1, -1});
  out.clear();
  openai::write_models(models, out);
  CHECK(out.view() ==
        R"({"object":"list","data":[{"id":"gemini-2.5-flash","object":"model","created":0,"owned_by":"google",)"
        R"("display_name":"Gemini \"2.5\"","context_length":1048576},)"
        R"({"id":"x","object":"model","created":0,"owned_by":"google"}]})");
  out.clear();
  openai::write_model(models[1], out);
  CHECK(out.view() == R"({"id":"x","object":"model","created":0,"owned_by":"google"})");
}
