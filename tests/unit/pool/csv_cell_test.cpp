// CSV cells: nothing that a spreadsheet would compute goes out, and everything comes back as it was.
#include "pool/csv_cell.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;

TEST_CASE("F2: no cell is a formula, and reading takes off what was put there") {
  for (const std::string text :
       {"=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "'=1", "''=1", "\xEF\xBC\x9D" "1", "\xEF\xBC\xA0SUM",
        "plain", "", "'", "'quoted", "a=b", "say \"hi\"", "AIzaSy-1", "\xE2\x80\xA6" "wxyz"}) {
    Buffer out;
    pool::append_csv_cell(out, text);
    INFO(text);
    REQUIRE(out.size() >= 2);
    const std::string inside(out.view().substr(1, out.size() - 2));
    CHECK(out.view().front() == '"');
    CHECK(out.view().back() == '"');
    CHECK((inside.empty() || std::string("=+-@\t\r\n").find(inside[0]) == std::string::npos));
    std::string single;
    for (std::size_t i = 0; i < inside.size(); ++i) {
      single += inside[i];
      if (inside[i] == '"') ++i;
    }
    CHECK(pool::without_csv_guard(single) == text);
  }
  Buffer out;
  pool::append_csv_cell(out, "=HYPERLINK(\"http://evil.test\")");
  CHECK(out.view() == "\"'=HYPERLINK(\"\"http://evil.test\"\")\"");
  CHECK(pool::without_csv_guard("'tis") == "'tis");
}
