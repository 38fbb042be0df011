// Limits and headers; see client_allowance.h.
#include "exchange/client_allowance.h"

#include "base/text.h"

namespace rota::exchange {

namespace {

std::uint32_t limit_of(std::int64_t own, std::uint32_t otherwise) {
  if (own < 0) return otherwise;
  return own < 0xFFFFFFFF ? static_cast<std::uint32_t>(own) : 0xFFFFFFFF;
}

}  // namespace

/// Without any limit there is nobody to count.
pool::ClientWish ClientAllowance::limits() const {
  pool::ClientWish wish;
  if (context_.grant.client == nullptr) return wish;
  const store::ClientRow& client = *context_.grant.client;
  wish.requests_per_minute = limit_of(client.rpm, context_.settings().config.client_requests_per_minute);
  wish.requests_per_day = limit_of(client.rpd, 0);
  wish.tokens_per_day = client.tpd > 0 ? client.tpd : 0;
  if (wish.requests_per_minute == 0 && wish.requests_per_day == 0 && wish.tokens_per_day == 0) return wish;
  wish.id = client.id;
  return wish;
}

bool ClientAllowance::has() {
  if (!has_ && limits().id == 0) has_ = true;
  return has_;
}

pool::ClientWish ClientAllowance::wish() {
  asked_ = !has();
  if (!asked_) return {};
  pool::ClientWish wish = limits();
  wish.want = 1;
  return wish;
}

bool ClientAllowance::take(const pool::Allowance& answer, std::uint32_t shard) {
  asked_ = false;
  // Of several shards the one that was asked last speaks.
  const AllowanceMemory::Known known{context_.grant.client->id, answer.limit, answer.remaining, context_.now_ms + answer.reset_ms};
  if (known.limit != 0) {
    context_.gateway.allowances().note(known);
    show(known);
  }
  if (answer.granted == 0) return false;
  has_ = counted_ = true;
  minute_ = answer.minute;
  shard_ = shard;
  return true;
}

void ClientAllowance::decline(const pool::Allowance& answer, std::uint32_t shard) {
  asked_ = false;
  if (answer.granted != 0) return_some(answer.granted, answer.minute, shard);
}

void ClientAllowance::give_back() {
  if (!counted_) return;
  counted_ = false;
  return_some(1, minute_, shard_);
}

void ClientAllowance::return_some(std::uint32_t count, std::uint32_t minute, std::uint32_t shard) {
  context_.gateway.unused().add({context_.grant.client->id, minute, count}, shard);
}

void ClientAllowance::show_known() {
  const std::uint64_t client = limits().id;
  if (const auto* known = context_.gateway.allowances().find(client, context_.now_ms)) show(*known);
}

void ClientAllowance::show(const AllowanceMemory::Known& known) {
  Arena& arena = context_.arena;
  const double left_ms = known.until_ms - context_.now_ms;
  context_.client.show_limit(text::decimal(arena, known.limit), text::decimal(arena, known.remaining),
                             text::decimal(arena, static_cast<std::int64_t>((left_ms + 999) / 1000)));
}

}  // namespace rota::exchange
