// Which URLs the Worker may fetch for a client: the host rule in every spelling of a private address.
#include "http/public_url.h"

#include <catch2/catch_all.hpp>

using rota::Arena;
using rota::Bytes;
using rota::http::refusal_of_url;
using rota::http::resolve_location;

TEST_CASE("F9: public URLs pass") {
  for (Bytes url : {
           Bytes("https://example.com/cat.png"),
           Bytes("http://example.com"),
           Bytes("HTTPS://Example.COM:8443/a?b#c"),
           Bytes("https://93.184.216.34/x"),
           Bytes("https://[2606:2800:220:1:248:1893:25c8:1946]/x"),
           Bytes("https://xn--bcher-kva.example/x"),
           Bytes("https://a.b.c.example./x"),
           Bytes("https://1e100.net/x"),
           Bytes("https://172.32.0.1/"),
           Bytes("https://100.128.0.1/"),
           Bytes("https://192.169.0.1/"),
       }) {
    CAPTURE(url);
    CHECK(refusal_of_url(url) == "");
  }
}

TEST_CASE("F9: private, loopback, link-local and metadata addresses do not, however they are spelt") {
  for (Bytes url : {
           Bytes("http://127.0.0.1/"),
           Bytes("http://127.1/"),
           Bytes("http://0/"),
           Bytes("http://2130706433/"),
           Bytes("http://0x7f000001/"),
           Bytes("http://0x7f.1/"),
           Bytes("http://0177.0.0.1/"),
           Bytes("http://127.0.0.1./"),
           Bytes("http://017700000001/"),
           Bytes("http://10.1.2.3/"),
           Bytes("http://172.16.0.1/"),
           Bytes("http://172.31.255.255/"),
           Bytes("http://192.168.0.1/"),
           Bytes("http://169.254.169.254/latest/meta-data/"),
           Bytes("http://0xA9FEA9FE/"),
           Bytes("http://100.100.100.200/"),
           Bytes("http://0.0.0.0/"),
           Bytes("http://198.18.0.1/"),
           Bytes("http://224.0.0.1/"),
           Bytes("http://255.255.255.255/"),
           Bytes("http://[::1]/"),
           Bytes("http://[::]/"),
           Bytes("http://[::ffff:127.0.0.1]/"),
           Bytes("http://[::ffff:7f00:1]/"),
           Bytes("http://[fe80::1]/"),
           Bytes("http://[fc00::1]/"),
           Bytes("http://[fd00:ec2::254]/"),
           Bytes("http://[64:ff9b::7f00:1]/"),
           Bytes("http://[2002:7f00:1::]/"),
           Bytes("http://[2001::1]/"),
           Bytes("http://[2001:db8::1]/"),
           Bytes("http://[ff02::1]/"),
           Bytes("http://[fe80::1%25eth0]/"),
           Bytes("http://localhost/"),
           Bytes("http://LOCALHOST:80/"),
           Bytes("http://a.localhost/"),
           Bytes("http://metadata/"),
           Bytes("http://metadata.google.internal/"),
           Bytes("http://printer.local/"),
           Bytes("http://router.lan/"),
           Bytes("http://nas.home.arpa/"),
           Bytes("http://x.test/"),
       }) {
    CAPTURE(url);
    CHECK(refusal_of_url(url) != "");
  }
}

TEST_CASE("F9: what is no plain http URL does not pass") {
  for (Bytes url : {
           Bytes(""),
           Bytes("ftp://example.com/"),
           Bytes("file:///etc/passwd"),
           Bytes("//example.com/x"),
           Bytes("example.com"),
           Bytes("https://"),
           Bytes("https:///x"),
           Bytes("https://user@example.com/"),
           Bytes("https://example.com@127.0.0.1/"),
           Bytes("https://exa mple.com/"),
           Bytes("https://exam\nple.com/"),
           Bytes("https://127.0.0\t.1/"),
           Bytes("https://%31%32%37.0.0.1/"),
           Bytes("https://\xEF\xBC\x91\xEF\xBC\x92\xEF\xBC\x97.0.0.1/"),
           Bytes("https://example.com\\@127.0.0.1/"),
           Bytes("https://example.com:0/"),
           Bytes("https://example.com:65536/"),
           Bytes("https://example.com:80x/"),
           Bytes("https://[::1"),
           Bytes("https://[::1]x/"),
           Bytes("https://[12345::]/"),
           Bytes("https://[2606:4700::1111:]/"),
           Bytes("https://[2606:4700::0x1.2]/"),
           Bytes("https://1.2.3.4.5/"),
           Bytes("https://256.1.1.1/"),
           Bytes("https://0x/"),
           Bytes("https://1.2.3.0x100/"),
       }) {
    CAPTURE(url);
    CHECK(refusal_of_url(url) != "");
  }
}

TEST_CASE("F9: a redirect is resolved against where it came from, and judged again") {
  Arena arena;
  const Bytes base = "https://example.com/a/b.png?x=1";
  CHECK(resolve_location(base, "https://other.example/c", arena) == "https://other.example/c");
  CHECK(resolve_location(base, "//other.example/c", arena) == "https://other.example/c");
  CHECK(resolve_location(base, "/c", arena) == "https://example.com/c");
  CHECK(resolve_location(base, "c?d:e", arena) == "https://example.com/a/c?d:e");
  CHECK(resolve_location("https://example.com", "c", arena) == "https://example.com/c");
  CHECK(resolve_location("https://example.com?x", "c", arena) == "https://example.com/c");
  CHECK(resolve_location(base, "file:/etc/passwd", arena) == "");
  CHECK(resolve_location(base, "  ", arena) == "");
  CHECK(refusal_of_url(resolve_location(base, "//169.254.169.254/", arena)) != "");
}
