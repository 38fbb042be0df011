// Stored job: what a client asks of an answer that is kept for it: to see it, what it was asked with, to forget it.
// Knows its client's store; leaves to the dialect what is said of a record.
#pragma once

#include "exchange/client_store.h"
#include "exchange/job.h"
#include "exchange/journal.h"
#include "exchange/stored_job_table.h"

namespace rota::exchange {

class StoredJob final : public Job {
 public:
  StoredJob(Context& context, Journal& journal) : context_(context), journal_(journal), store_(context) {}
  [[nodiscard]] bool begin(Actions& out) override;
  [[nodiscard]] bool take(const Event& event, Actions& out) override;
  [[nodiscard]] bool is_outdated() const override { return outdated_; }

 private:
  using Phase = StoredJobPhase;
  [[nodiscard]] bool answer(Kind on, Bytes records, Actions& out);
  [[nodiscard]] bool end(Kind on, Actions& out);

  Context& context_;
  Journal& journal_;
  ClientStore store_;
  Bytes id_;
  Track<stored_job_table> track_{Phase::idle};
  bool outdated_ = false;  // is_outdated()
};

}  // namespace rota::exchange
