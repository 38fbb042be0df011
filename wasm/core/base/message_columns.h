// Message columns: what the columns of messages.def become in a typed builder, for the preprocessor.
// Knows that a column that says `none` leaves its parameter out; refuses to know any message.
#pragma once

// 1 when the column carries something, 0 when it says `none`.
#define ROTA_PROBE_none ~, 0
#define ROTA_SECOND(first, second, ...) second
#define ROTA_SECOND_OF(...) ROTA_SECOND(__VA_ARGS__)
#define ROTA_CARRIED(column) ROTA_SECOND_OF(ROTA_PROBE_##column, 1, ~)

#define ROTA_JOIN_NOW(left, right) left##right
#define ROTA_JOIN(left, right) ROTA_JOIN_NOW(left, right)
#define ROTA_CHOOSE_0(carried, otherwise) otherwise
#define ROTA_CHOOSE_1(carried, otherwise) carried
#define ROTA_CHOOSE(column, carried, otherwise) ROTA_JOIN(ROTA_CHOOSE_, ROTA_CARRIED(column))(carried, otherwise)
#define ROTA_PARAMETER_0(...)
#define ROTA_PARAMETER_1(...) , __VA_ARGS__
#define ROTA_PARAMETER(column, ...) ROTA_JOIN(ROTA_PARAMETER_, ROTA_CARRIED(column))(__VA_ARGS__)
#define ROTA_AFTER_COMMA(first, ...) __VA_ARGS__
#define ROTA_WITHOUT_FIRST(...) ROTA_AFTER_COMMA(__VA_ARGS__)

/// The parameters of the builder of a message with these columns. A number has the name and the type of its meaning.
#define ROTA_PARAMETERS(t, n, h, b)                                                              \
  ROTA_WITHOUT_FIRST(~ROTA_PARAMETER(t, std::uint32_t token) ROTA_PARAMETER(n, number_type::n n) \
                         ROTA_PARAMETER(h, Bytes head) ROTA_PARAMETER(b, Bytes body))

/// What that builder puts into the message behind its kind.
#define ROTA_FIELDS(t, n, h, b)                                                                       \
  ROTA_CHOOSE(t, token, 0), ROTA_CHOOSE(n, static_cast<double>(n), 0), ROTA_CHOOSE(h, head, Bytes{}), \
      ROTA_CHOOSE(b, body, Bytes{})
