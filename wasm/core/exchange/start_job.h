// Exchange::start, for the files that begin jobs.
#pragma once

#include "exchange/exchange.h"

namespace rota::exchange {

template <class JobType, class... Args>
Exchange::Phase Exchange::start(Actions& out, Args&&... args) {
  job_ = new (arena_.allocate(sizeof(JobType), alignof(JobType))) JobType(std::forward<Args>(args)...);
  return after_job(job_->begin(out), out);
}

}  // namespace rota::exchange
