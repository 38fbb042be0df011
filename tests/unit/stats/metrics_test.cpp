// Metrics: the page is what a Prometheus reads, it says what was counted, and nobody's text makes it grow.
#include <map>
#include <vector>

#include "base/version.h"
#include "stats/metrics.h"
#include "stats/stats_testing.h"

using namespace stats_testing;

namespace {

struct Sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};

bool is_name(const std::string& name) {
  static const std::string allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !name.empty() && name.find_first_not_of(allowed) == std::string::npos && (name[0] < '0' || name[0] > '9');
}

/// A page of the text format 0.0.4, read as its specification says; any breach fails the test.
class Page {
 public:
  explicit Page(const std::string& text) {
    REQUIRE_FALSE(text.empty());
    REQUIRE(text.back() == '\n');
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      read_line(text.substr(at, end - at));
      at = end + 1;
    }
  }

  const std::vector<Sample>& samples() const { return samples_; }
  double value(const std::string& name, const std::map<std::string, std::string>& labels = {}) const {
    const Sample* found = nullptr;
    for (const Sample& sample : samples_) {
      if (sample.name != name || sample.labels != labels) continue;
      INFO("twice: " << name);
      REQUIRE(found == nullptr);
      found = &sample;
    }
    INFO("missing: " << name);
    REQUIRE(found != nullptr);
    return found->value;
  }
  std::size_t count(const std::string& name) const {
    std::size_t count = 0;
    for (const Sample& sample : samples_) count += sample.name == name;
    return count;
  }
  double sum(const std::string& name) const {
    double sum = 0;
    for (const Sample& sample : samples_) sum += sample.name == name ? sample.value : 0;
    return sum;
  }
  const std::map<std::string, std::string>& types() const { return types_; }

 private:
  void read_line(const std::string& line) {
    INFO(line);
    if (line.rfind("# HELP ", 0) == 0) {
      help_ = line.substr(7, line.find(' ', 7) - 7);
      REQUIRE(is_name(help_));
      REQUIRE(line.size() > 8 + help_.size());
    } else if (line.rfind("# TYPE ", 0) == 0) {
      family_ = line.substr(7, line.find(' ', 7) - 7);
      REQUIRE(family_ == help_);
      const std::string type = line.substr(8 + family_.size());
      REQUIRE((type == "counter" || type == "gauge" || type == "histogram"));
      REQUIRE((type != "counter" || family_.substr(family_.size() - 6) == "_total"));
      REQUIRE(types_.emplace(family_, type).second);
    } else {
      read_sample(line);
    }
  }

  void read_sample(const std::string& line) {
    Sample sample;
    std::size_t at = line.find_first_of(" {");
    REQUIRE(at != std::string::npos);
    sample.name = line.substr(0, at);
    REQUIRE(is_name(sample.name));
    const bool histogram = types_[family_] == "histogram";
    const std::string suffix = sample.name.substr(std::min(family_.size(), sample.name.size()));
    REQUIRE(sample.name == family_ + suffix);
    REQUIRE((histogram ? suffix == "_bucket" || suffix == "_sum" || suffix == "_count" : suffix.empty()));
    if (line[at] == '{') at = read_labels(line, at + 1, sample);
    REQUIRE(line[at] == ' ');
    std::size_t used = 0;
    const std::string number = line.substr(at + 1);
    sample.value = std::stod(number, &used);
    REQUIRE(used == number.size());
    samples_.push_back(sample);
  }

  static std::size_t read_labels(const std::string& line, std::size_t at, Sample& sample) {
    while (true) {
      const std::size_t equals = line.find("=\"", at);
      REQUIRE(equals != std::string::npos);
      const std::string name = line.substr(at, equals - at);
      REQUIRE(is_name(name));
      std::string value;
      for (at = equals + 2; line.at(at) != '"'; ++at) {
        if (line[at] != '\\') {
          value += line[at];
          continue;
        }
        const char escaped = line.at(++at);
        REQUIRE((escaped == '\\' || escaped == '"' || escaped == 'n'));
        value += escaped == 'n' ? '\n' : escaped;
      }
      REQUIRE(sample.labels.emplace(name, value).second);
      if (line.at(++at) == '}') return at + 1;
      REQUIRE(line[at++] == ',');
    }
  }

  std::string help_;
  std::string family_;
  std::map<std::string, std::string> types_;
  std::vector<Sample> samples_;
};

Page page_of(const Metrics& metrics, const Gauges& gauges = {}) {
  return Page(written([&](Buffer& out) { metrics.write(out, gauges); }));
}

}  // namespace

TEST_CASE("metrics: nothing counted is a page of zeros") {
  Gauges gauges;
  gauges.ready = 3;
  gauges.limited = 2;
  gauges.disabled = 1;
  gauges.health[0] = {"healthy", 5};
  gauges.dropped = 4;
  gauges.started_ms = 1'782'932'400'123;
  const Page page = page_of(Metrics(), gauges);
  CHECK(page.value("rota_keys_by_health", {{"health", "healthy"}}) == 5);
  CHECK(page.count("rota_keys_by_health") == 1);
  CHECK(page.value("rota_keys", {{"state", "ready"}}) == 3);
  CHECK(page.value("rota_keys", {{"state", "limited"}}) == 2);
  CHECK(page.value("rota_keys", {{"state", "disabled"}}) == 1);
  CHECK(page.value("rota_usage_rows_dropped_total") == 4);
  CHECK(is_near(page.value("rota_start_time_seconds"), 1'782'932'400.123));
  CHECK(page.value("rota_build_info", {{"version", std::string(version)}}) == 1);
  CHECK(page.value("rota_pool_calls_per_request") == 0);
  CHECK(page.value("rota_rows_written_per_request") == 0);
  CHECK(page.value("rota_attempts_per_request_count") == 0);
  CHECK(page.count("rota_requests_total") == 0);
  CHECK(page.types().at("rota_requests_total") == "counter");
  CHECK(page.types().at("rota_first_byte_seconds") == "histogram");
}

TEST_CASE("metrics: a request with a failed call is one request and two attempts") {
  Metrics metrics;
  metrics.count(failure());
  Outcome served = success(key_two);
  served.attempt = 2;
  metrics.count(served);
  CHECK(metrics.requests() == 1);

  const Page page = page_of(metrics);
  const std::string model(flash);
  CHECK(page.value("rota_requests_total", {{"dialect", "openai"}, {"model", model}, {"status", "200"}}) == 1);
  CHECK(page.value("rota_attempts_total", {{"model", model}, {"verdict", "minute_limit"}, {"status", "429"}}) == 1);
  CHECK(page.value("rota_attempts_total", {{"model", model}, {"verdict", "ok"}, {"status", "200"}}) == 1);
  CHECK(page.value("rota_tokens_total", {{"model", model}, {"kind", "prompt"}}) == 100);
  CHECK(page.value("rota_tokens_total", {{"model", model}, {"kind", "completion"}}) == 20);
  CHECK(page.value("rota_tokens_total", {{"model", model}, {"kind", "cached"}}) == 50);
  CHECK(page.value("rota_tokens_total", {{"model", model}, {"kind", "thinking"}}) == 3);
  CHECK(page.value("rota_attempts_per_request_bucket", {{"le", "1"}}) == 0);
  CHECK(page.value("rota_attempts_per_request_bucket", {{"le", "2"}}) == 1);
  CHECK(page.value("rota_attempts_per_request_bucket", {{"le", "20"}}) == 1);
  CHECK(page.value("rota_attempts_per_request_bucket", {{"le", "+Inf"}}) == 1);
  CHECK(page.value("rota_attempts_per_request_sum") == 2);
  CHECK(page.value("rota_first_byte_seconds_bucket", {{"model", model}, {"le", "0.1"}}) == 0);
  CHECK(page.value("rota_first_byte_seconds_bucket", {{"model", model}, {"le", "0.25"}}) == 1);
  CHECK(page.value("rota_first_byte_seconds_bucket", {{"model", model}, {"le", "60"}}) == 1);
  CHECK(is_near(page.value("rota_first_byte_seconds_sum", {{"model", model}}), 0.24));
  CHECK(page.value("rota_first_byte_seconds_count", {{"model", model}}) == 1);
  CHECK(page.value("rota_overhead_seconds_bucket", {{"le", "0.002"}}) == 0);
  CHECK(page.value("rota_overhead_seconds_bucket", {{"le", "0.005"}}) == 1);
  CHECK(is_near(page.value("rota_overhead_seconds_sum"), 0.004));
}

TEST_CASE("metrics: a request that no key served is a request without an attempt") {
  Metrics metrics;
  Outcome outcome = failure({}, flash, noon_ms, "none");
  outcome.called = false;
  outcome.last = true;
  outcome.attempt = 0;
  outcome.client_status = 429;
  metrics.count(outcome);
  const Page page = page_of(metrics);
  CHECK(page.sum("rota_requests_total") == 1);
  CHECK(page.count("rota_attempts_total") == 0);
  CHECK(page.value("rota_attempts_per_request_count") == 1);
  CHECK(page.value("rota_attempts_per_request_sum") == 0);
}

TEST_CASE("metrics: what the pool spends, in all and a request") {
  Metrics metrics;
  for (int i = 0; i < 3; ++i) metrics.count(success());
  metrics.spent = Spent{2, 9, 4, 5, 6, 7, 10, 11};
  const Page page = page_of(metrics);
  CHECK(page.value("rota_pool_calls_total") == 2);
  CHECK(page.value("rota_picks_total", {{"kind", "lent"}}) == 9);
  CHECK(page.value("rota_picks_total", {{"kind", "returned"}}) == 4);
  CHECK(page.value("rota_rows_written_total", {{"store", "object"}}) == 5);
  CHECK(page.value("rota_rows_written_total", {{"store", "d1"}}) == 6);
  CHECK(page.value("rota_d1_queries_total") == 7);
  CHECK(page.value("rota_kv_operations_total", {{"kind", "read"}}) == 10);
  CHECK(page.value("rota_kv_operations_total", {{"kind", "write"}}) == 11);
  CHECK(is_near(page.value("rota_pool_calls_per_request"), 0.666667));
  CHECK(is_near(page.value("rota_rows_written_per_request"), 3.666667));
}

TEST_CASE("metrics: a model's name cannot break out of its label") {
  Metrics metrics;
  const std::string model = "x\"} 1\nrota_keys{state=\"ready\"} 9 \\\xE4\xB8\xAD";
  metrics.count(success(key_one, model));
  const Page page = page_of(metrics);
  CHECK(page.value("rota_requests_total", {{"dialect", "openai"}, {"model", model}, {"status", "200"}}) == 1);
  CHECK(page.value("rota_first_byte_seconds_count", {{"model", model}}) == 1);
  CHECK(page.value("rota_keys", {{"state", "ready"}}) == 0);
}

TEST_CASE("F9: metrics count any number of models in a bounded number of series") {
  Metrics metrics;
  const std::size_t models = 3 * limits::metric_series;
  for (std::size_t i = 0; i < models; ++i) {
    const std::string model = "model-" + std::to_string(i);
    metrics.count(success(key_one, model));
  }
  metrics.count(success(key_one, "model-0"));
  const Page page = page_of(metrics);
  CHECK(page.count("rota_requests_total") == limits::metric_series + 1);
  CHECK(page.count("rota_attempts_total") == limits::metric_series + 1);
  CHECK(page.count("rota_tokens_total") == limits::metric_series + 4);
  CHECK(page.count("rota_first_byte_seconds_count") == limits::metric_series + 1);
  CHECK(page.sum("rota_requests_total") == static_cast<double>(models + 1));
  CHECK(page.sum("rota_tokens_total") == static_cast<double>(173 * (models + 1)));
  CHECK(page.value("rota_first_byte_seconds_count", {{"model", "model-0"}}) == 2);
  CHECK(page.value("rota_first_byte_seconds_count", {{"model", "other"}}) ==
        static_cast<double>(models - limits::metric_series));
}

TEST_CASE("F9: a status that is none of HTTP's makes no series of its own") {
  Metrics metrics;
  for (std::uint16_t status = 600; status < 700; ++status) {
    Outcome outcome = success();
    outcome.status = status;
    metrics.count(outcome);
  }
  CHECK(page_of(metrics).value("rota_attempts_total",
                               {{"model", std::string(flash)}, {"verdict", "ok"}, {"status", "0"}}) == 100);
}
