// Chat memory: what the chats of one isolate know from those before them.
// Holds it; refuses to promise it: another isolate knows other things.
#pragma once

#include "chat/signature_cache.h"
#include "exchange/model_lessons.h"

namespace rota::exchange {

struct ChatMemory {
  ModelLessons lessons;
  chat::SignatureCache signatures;
};

}  // namespace rota::exchange
