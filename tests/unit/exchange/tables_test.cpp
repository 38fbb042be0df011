// The tables of the exchange's machines: each phase has a way out, each event a phase that hears it, and no row is
// written twice or leads to a phase that nothing leaves.
#include <catch2/catch_all.hpp>
#include <set>

#include "access/admin_gate_table.h"
#include "access/client_gate_table.h"
#include "exchange/asset_job_table.h"
#include "exchange/client_store_table.h"
#include "exchange/desk_job_table.h"
#include "exchange/exchange_table.h"
#include "exchange/key_lease_table.h"
#include "exchange/pool_link_table.h"
#include "exchange/pool_rounds_table.h"
#include "exchange/proxy_job_table.h"
#include "exchange/report_delivery_table.h"
#include "exchange/stored_job_table.h"
#include "exchange/storing_job_table.h"
#include "exchange/upstream_call_table.h"
#include "host/message_table.h"

using namespace rota;

namespace {

/// The events that messages.def says an exchange takes.
std::set<Kind> exchange_events() {
  std::set<Kind> kinds;
  for (const host::Row& row : host::rows()) {
    if (row.is_event && (row.machines & host::machine::exchange) != 0) kinds.insert(row.kind);
  }
  return kinds;
}

/// `ends`: phases that nothing leaves. The first phase is 0, the phases are counted by the highest one named.
template <class Phase, std::size_t rows>
void check_table(const Transition<Phase> (&table)[rows], Phase last, const std::set<Phase>& ends) {
  const auto count = static_cast<unsigned>(last) + 1;
  std::set<std::pair<Phase, Kind>> seen;
  std::set<Phase> left;
  std::uint32_t reached = 1;
  for (bool grown = true; grown;) {
    grown = false;
    for (const Transition<Phase>& row : table) {
      const bool known = (reached >> static_cast<unsigned>(row.from) & 1U) != 0;
      if (!known || (reached | row.to) == reached) continue;
      reached |= row.to;
      grown = true;
    }
  }
  for (const Transition<Phase>& row : table) {
    INFO("phase " << static_cast<int>(row.from) << ", event " << static_cast<int>(row.on));
    CHECK(seen.insert({row.from, row.on}).second);
    CHECK(row.to != 0);
    CHECK((row.to >> count) == 0);
    left.insert(row.from);
  }
  for (unsigned phase = 0; phase < count; ++phase) {
    INFO("phase " << phase);
    CHECK((reached >> phase & 1U) != 0);
    CHECK(left.count(static_cast<Phase>(phase)) + ends.count(static_cast<Phase>(phase)) == 1);
  }
}

template <class Phase, std::size_t rows>
void add_kinds(const Transition<Phase> (&table)[rows], std::set<Kind>& kinds) {
  for (const Transition<Phase>& row : table) kinds.insert(row.on);
}

}  // namespace

TEST_CASE("every phase of every machine is reached, and left but for the last ones") {
  using access::AdminGatePhase;
  using access::ClientGatePhase;
  using namespace rota::exchange;
  SECTION("exchange") { check_table(exchange_table, ExchangePhase::closed, {ExchangePhase::closed}); }
  SECTION("client gate") {
    check_table(access::client_gate_table, ClientGatePhase::rejected, {ClientGatePhase::rejected});
  }
  SECTION("admin gate") {
    check_table(access::admin_gate_table, AdminGatePhase::decided, {AdminGatePhase::open, AdminGatePhase::decided});
  }
  SECTION("client store") { check_table(client_store_table, ClientStorePhase::asked, {}); }
  SECTION("storing job") { check_table(storing_job_table, StoringJobPhase::done, {StoringJobPhase::done}); }
  SECTION("stored job") { check_table(stored_job_table, StoredJobPhase::done, {StoredJobPhase::done}); }
  SECTION("pool link") { check_table(pool_link_table, PoolLinkPhase::asked, {}); }
  SECTION("key lease") { check_table(key_lease_table, KeyLeasePhase::draining, {}); }
  SECTION("upstream call") { check_table(upstream_call_table, UpstreamCallPhase::answering, {}); }
  SECTION("report delivery") { check_table(report_delivery_table, ReportDeliveryPhase::asking, {}); }
  SECTION("proxy job") { check_table(proxy_job_table, ProxyJobPhase::done, {ProxyJobPhase::done}); }
  SECTION("desk job") { check_table(desk_job_table, DeskJobPhase::done, {DeskJobPhase::done}); }
  SECTION("asset job") { check_table(asset_job_table, AssetJobPhase::done, {AssetJobPhase::done}); }
  SECTION("pool rounds") { check_table(pool_rounds_table, PoolRoundsPhase::done, {PoolRoundsPhase::done}); }
}

TEST_CASE("the exchange hears every event that is an exchange's, and passes on what its jobs hear") {
  std::set<Kind> heard;
  add_kinds(exchange::exchange_table, heard);
  CHECK(heard == exchange_events());
  std::set<Kind> of_jobs;
  add_kinds(exchange::proxy_job_table, of_jobs);
  add_kinds(exchange::desk_job_table, of_jobs);
  add_kinds(exchange::storing_job_table, of_jobs);
  add_kinds(exchange::stored_job_table, of_jobs);
  add_kinds(exchange::asset_job_table, of_jobs);
  add_kinds(exchange::pool_rounds_table, of_jobs);
  std::set<Kind> passed_on{started};
  for (const auto& row : exchange::exchange_table) {
    if (row.from == exchange::ExchangePhase::working) passed_on.insert(row.on);
  }
  passed_on.erase(Kind::upstream_answer);  // by its parts
  CHECK(of_jobs == passed_on);
  std::set<Kind> of_parts;
  add_kinds(exchange::key_lease_table, of_parts);
  add_kinds(exchange::upstream_call_table, of_parts);
  add_kinds(exchange::report_delivery_table, of_parts);
  add_kinds(exchange::pool_link_table, of_parts);
  add_kinds(exchange::client_store_table, of_parts);
  for (const Kind kind : of_parts) CHECK(of_jobs.count(kind) == 1);
}
