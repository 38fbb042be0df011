// OpenAI Responses as a row of the table of dialects: a client dialect that is a part of OpenAI's.
#pragma once

#include "dialect/dialect.h"

namespace rota::openai::responses {

extern const dialect::ClientDialect client;

}  // namespace rota::openai::responses
