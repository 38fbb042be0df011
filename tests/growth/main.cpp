// Growth: no request and no answer, many of whatever it is, costs more than a constant for each of its bytes. Each shape is
// played through a whole exchange, at one size after the other, each twice the one before; some come in pieces as well.
// What must hold: the exchange ends; it never holds more than so much for each byte of its input, and what its family may
// hold whatever the input; and twice the input takes no more than 2.2 times the steps. Nothing is timed: the same build
// says the same everywhere.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/limits.h"
#include "host/way.h"
#include "json/writer.h"
#include "meter.h"
#include "shapes.h"

using namespace rota;

namespace {

/// Shapes with the same bounds. Bytes are those of 64-bit pointers, nearly twice as many as in the module.
struct Family {
  std::vector<growth::Shape> shapes;
  double held_ever;   ///< bytes that are bounded by themselves: one schema's nodes, the parts of one answer
  double steps_ever;  ///< likewise steps: looking for what is cited
  std::size_t telling_bytes = 64 * 1024;  ///< below it what every request costs tells more than its size
  std::size_t piece_bytes = 0;            ///< how bodies are cut, 0: not at all
  double steps_per_byte = 60;
  std::size_t bound_bytes = 0;  ///< past it another thing is done, 0: never
};

// The most have conversations of the smallest parts, until limits::conversation_parts.
constexpr double held_per_byte = 40;
constexpr double growth_allowed = 2.2;
// What clang counts once, g++ counts up to three times: it merges fewer of the places where a path goes on.
#ifdef __clang__
constexpr double counted_by_compiler = 1.5;
#else
constexpr double counted_by_compiler = 4;
#endif

struct Run {
  std::size_t bytes = 0;  ///< of the request, of the upstream's answers and of the configuration
  growth::Cost cost;
  host::Outcome outcome;
};

std::string made(growth::Make make, std::size_t count) { return make == nullptr ? std::string() : make(count); }

/// The configuration as KV has it.
void configure(exchange::Gateway& gateway, const growth::World& world, const std::string& snapshot) {
  constexpr std::uint32_t asked = 1;
  static_cast<void>(host::deliver(gateway, event::configure(world.settings), 0));
  if (snapshot.empty()) return;
  Buffer values;
  json::Writer writer(values);
  writer.begin_object();
  writer.key("rota:snapshot");
  writer.string(snapshot);
  writer.end_object();
  static_cast<void>(host::deliver(gateway, event::kv_value(asked, values.view()), 0));
}

Run run(const growth::Shape& shape, std::size_t count, std::size_t piece_bytes) {
  const growth::World& world = shape.world;
  const std::string head = shape.head + made(world.more_head, count);
  const std::string body = shape.body(count);
  const std::string answer = shape.answer(count);
  const std::string answer_head = world.answer_head + made(world.more_answer_head, count);
  const std::string snapshot = made(world.snapshot, count);
  Run done;
  exchange::Gateway gateway(1);
  configure(gateway, world, snapshot);
  growth::begin_counting();
  {
    host::Way way(gateway, 1, piece_bytes);
    way.digests_to(std::string(32, growth::digest_octet));
    done.outcome = way.go(head, body, {{world.status, answer_head, answer}});
  }
  done.cost = growth::counted();
  const auto answers = static_cast<std::size_t>(done.outcome.calls > 1 ? done.outcome.calls : 1);
  done.bytes = head.size() + body.size() + snapshot.size() + answers * (answer_head.size() + answer.size());
  return done;
}

/// Says what is wrong with a run, or nothing.
const char* judge(const Run& run, const Run& half, const Family& family) {
  const auto bytes = static_cast<double>(run.bytes);
  if (!run.outcome.done || run.outcome.status == 0) return "has no end";
  if (static_cast<double>(run.cost.peak_bytes) > held_per_byte * bytes + family.held_ever) return "holds too much";
  if (half.bytes < family.telling_bytes) return nullptr;
  const auto steps = static_cast<double>(run.cost.steps) - family.steps_ever;
  if (steps > counted_by_compiler * family.steps_per_byte * bytes) return "takes too many steps";
  if (half.bytes < family.bound_bytes && run.bytes >= family.bound_bytes) return nullptr;
  if (half.outcome.status != run.outcome.status || half.outcome.calls != run.outcome.calls) return nullptr;
  const double times = static_cast<double>(run.bytes) / static_cast<double>(half.bytes) / 2;
  const double allowed = growth_allowed * (times > 1 ? times : 1) * static_cast<double>(half.cost.steps);
  return steps > allowed ? "takes steps that grow faster than it" : nullptr;
}

void tell(const growth::Shape& shape, const Run& run, const Family& family, const char* wrong) {
  const auto bytes = static_cast<double>(run.bytes);
  const std::string name = std::string(shape.name) + (*shape.world.name == 0 ? "" : ", ") + shape.world.name;
  std::printf("%-62s %9zu bytes%s, status %d, %5.1f steps and %5.1f bytes held for each%s%s\n", name.c_str(), run.bytes,
              family.piece_bytes == 0 ? "" : " in pieces", run.outcome.status, static_cast<double>(run.cost.steps) / bytes,
              static_cast<double>(run.cost.peak_bytes) / bytes, wrong == nullptr ? "" : ": ",
              wrong == nullptr ? "" : wrong);
}

/// Whether all sizes up to `most_bytes` hold what must.
bool grow(const growth::Shape& shape, const Family& family, std::size_t most_bytes, bool loud) {
  Run half;
  for (std::size_t count = 16;; count *= 2) {
    Run whole = run(shape, count, family.piece_bytes);
    const char* wrong = judge(whole, half, family);
    const bool last = whole.bytes * 2 > most_bytes || count > most_bytes;
    if (wrong != nullptr || (loud && last)) tell(shape, whole, family, wrong);
    if (wrong != nullptr) return false;
    if (last) return true;
    half = std::move(whole);
    half.outcome.body.clear();
    half.outcome.sent.clear();
  }
}

std::vector<Family> families() {
  constexpr double kb = 1024;
  constexpr std::size_t telling = 64 * 1024;
  constexpr std::size_t short_bytes = 8 * 1024;               // heads end at 64 KB
  constexpr std::size_t cut_off = limits::error_body_bytes;  // a longer one is no JSON any more
  constexpr std::size_t piece = 512;             // small enough that what goes through all that came before shows
  constexpr double of_pieces = 120;              // each costs the exchange's own round
  return {{growth::chat_shapes(), 512 * kb, 0},
          {growth::messages_shapes(), 512 * kb, 0},
          {growth::responses_shapes(), 512 * kb, 0},
          {growth::elsewhere_shapes(), 512 * kb, 0},
          {growth::schema_shapes(), 24 * kb * kb, 0},
          {growth::other_shapes(), 2 * kb * kb, 0},
          {growth::passing_shapes(), 512 * kb, 0},
          {growth::head_shapes(), 512 * kb, 0, short_bytes},
          {growth::settings_shapes(), 512 * kb, 0},
          {growth::answer_shapes(), 24 * kb * kb, 10e6},
          {growth::answer_shapes(), 24 * kb * kb, 10e6, telling, piece, of_pieces},
          {growth::messages_answer_shapes(), 24 * kb * kb, 10e6},
          {growth::messages_answer_shapes(), 24 * kb * kb, 10e6, telling, piece, of_pieces},
          {growth::responses_answer_shapes(), 24 * kb * kb, 10e6},
          {growth::responses_answer_shapes(), 24 * kb * kb, 10e6, telling, piece, of_pieces},
          {growth::elsewhere_answer_shapes(), 24 * kb * kb, 10e6},
          {growth::elsewhere_answer_shapes(), 24 * kb * kb, 10e6, telling, piece, of_pieces},
          {growth::passing_answer_shapes(), 2 * kb * kb, 0},
          {growth::passing_answer_shapes(), 2 * kb * kb, 0, telling, piece, of_pieces},
          {growth::error_shapes(), 2 * kb * kb, 0, telling, 0, 60, cut_off},
          {growth::error_shapes(), 2 * kb * kb, 0, telling, piece, of_pieces, cut_off}};
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t most_bytes = 512 * 1024;
  bool loud = false;
  const char* only = "";
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(arguments[i], "--loud") == 0) {
      loud = true;
    } else if (std::strcmp(arguments[i], "--bytes") == 0 && i + 1 < count) {
      most_bytes = std::strtoul(arguments[++i], nullptr, 10);
    } else if (arguments[i][0] != '-') {
      only = arguments[i];
    } else {
      std::printf("usage: growth_tests [--loud] [--bytes MOST] [NAME]\nPlays many of everything through an exchange.\n");
      return 2;
    }
  }
  int shapes = 0;
  int wrong = 0;
  for (const Family& family : families()) {
    for (const growth::Shape& shape : family.shapes) {
      if (std::strstr(shape.name, only) == nullptr && std::strstr(shape.world.name, only) == nullptr) continue;
      ++shapes;
      if (!grow(shape, family, most_bytes, loud)) ++wrong;
    }
  }
  std::printf("%d shapes up to %zu bytes, %d wrong\n", shapes, most_bytes, wrong);
  return wrong == 0 && shapes > 0 ? 0 : 1;
}
