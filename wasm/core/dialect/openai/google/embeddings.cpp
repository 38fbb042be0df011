// What vectors are for, and the title of what they are from; see google.h.
#include "base/limits.h"
#include "base/sentence.h"
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

void read_embedding_wishes(json::Value root, Checks& checks, chat::EmbeddingTask& task) {
  const Path body{nullptr, "extra_body"};
  struct Place {
    json::Value object;
    Path path;
  };
  const Place places[] = {
      {root, {}}, {root["google"], {nullptr, "google"}}, {root["extra_body"]["google"], {&body, "google"}}};
  for (const Place& place : places) {
    const Path* parent = place.path.name.empty() ? nullptr : &place.path;
    for (json::Escaped name : {json::Escaped("task_type"), json::Escaped("taskType"), json::Escaped("title")}) {
      const json::Value wish = place.object[name];
      const Path path{parent, name};
      if (!checks.is_string(wish, path) || wish.escaped().empty()) continue;
      // It is sent along with each text.
      if (wish.escaped().size() > limits::native_wish_bytes) {
        return checks.wrong_value(path,
                                  sentence<"it is longer than "_s, limits::native_wish_bytes, " bytes."_s>);
      }
      task.native.push(checks.arena(), chat::NativeSetting{owner, {}, name, wish.raw()});
    }
  }
}

}  // namespace rota::openai::google
