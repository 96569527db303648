using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Serverless.Api.Shared.Http;
using Serverless.Security;

namespace Serverless.Tests.Api.Shared.Http;

/// <summary>Tests that a caller's IP address is the one that trusted proxies saw, whatever the caller sends.</summary>
public sealed class ClientAddressTests
{
    private const string Real = "203.0.113.9";
    private const string Peer = "198.51.100.1";

    /// <summary>Headers and values that a caller sends to pretend to have another IP address.</summary>
    private static readonly (string Name, string Value)[][] Spoofs =
    [
        [],
        [("X-Forwarded-For", "127.0.0.1")],
        [("X-Forwarded-For", "10.0.0.1, 10.0.0.2, 10.0.0.3")],
        [("X-Forwarded-For", "203.0.113.10:443")],
        [("X-Forwarded-For", "::1")],
        [("X-Forwarded-For", "[2001:db8::1]:8080")],
        [("X-Forwarded-For", "unknown")],
        [("X-Forwarded-For", ",,,,")],
        [("X-Forwarded-For", "")],
        [("X-Forwarded-For", " 127.0.0.1 ")],
        [("X-Forwarded-For", "\"127.0.0.1\"")],
        [("X-Forwarded-For", "for=127.0.0.1;proto=http")],
        [("X-Forwarded-For", "127.0.0.1\t")],
        [("X-Forwarded-For", new string('1', 10_240))],
        [("X-Forwarded-For", string.Concat(Enumerable.Repeat("127.0.0.1, ", 1000)) + "10.0.0.1")],
        [("X-Forwarded-For", "0")],
        [("X-Real-IP", "127.0.0.1")],
        [("Forwarded", "for=127.0.0.1")],
        [("X-Client-IP", "127.0.0.1"), ("True-Client-IP", "127.0.0.1"), ("CF-Connecting-IP", "127.0.0.1")],
        [("X-Forwarded-Host", "127.0.0.1"), ("X-Original-Forwarded-For", "127.0.0.1"), ("X-Cluster-Client-Ip", "127.0.0.1")],
        [("x-forwarded-for", "127.0.0.1"), ("X-Azure-ClientIP", "127.0.0.1"), ("X-Azure-SocketIP", "127.0.0.1")],
        [("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-For", "10.0.0.1")],
    ];

    public static TheoryData<int> SpoofNumbers => [.. Enumerable.Range(0, Spoofs.Length)];

    [Theory]
    [MemberData(nameof(SpoofNumbers))]
    public void Behind_the_proxy_of_the_platform_callers_cannot_spoof_their_IP_address(int spoof)
    {
        Assert.True(Spoofs.Length >= 20);
        foreach (var appended in new[] { Real, $"{Real}:51234", $"[::ffff:{Real}]:51234" })
        {
            var request = Request(Spoofs[spoof]);
            // A proxy appends to the header's only line or adds a line of its own.
            request.Headers.Append("X-Forwarded-For", appended);
            Assert.Equal(IpPrefix.Bucket(IPAddress.Parse(Real)), IpPrefix.Bucket(Of(request, proxies: 1)));
            var joined = Request(Spoofs[spoof]);
            joined.Headers["X-Forwarded-For"] = $"{joined.Headers["X-Forwarded-For"]}, {appended}";
            Assert.Equal(IpPrefix.Bucket(IPAddress.Parse(Real)), IpPrefix.Bucket(Of(joined, proxies: 1)));
        }
    }

    [Theory]
    [MemberData(nameof(SpoofNumbers))]
    public void Without_a_proxy_the_peer_counts(int spoof) => Assert.Equal(IPAddress.Parse(Peer), Of(Request(Spoofs[spoof]), proxies: 0));

    [Theory]
    [InlineData("10.0.0.1, 203.0.113.9, 192.0.2.7", 2, Real)]
    [InlineData("203.0.113.9, 192.0.2.7", 2, Real)]
    [InlineData("203.0.113.9", 2, Real)]
    [InlineData("10.0.0.1, 203.0.113.9, 192.0.2.7, 192.0.2.8", 3, Real)]
    [InlineData("10.0.0.1, junk", 1, Peer)]
    [InlineData("203.0.113.9, ", 1, Peer)]
    public void Each_trusted_proxy_adds_one_entry(string header, int proxies, string address) =>
        Assert.Equal(IPAddress.Parse(address), Of(Request([("X-Forwarded-For", header)]), proxies));

    [Fact]
    public void The_default_is_one_proxy_in_Azure_and_none_elsewhere()
    {
        var request = Request([("X-Forwarded-For", Real)]);
        Assert.Equal(IPAddress.Parse(Peer), Of(request, proxies: null));
        Assert.Equal(IPAddress.Parse(Real), Of(request, proxies: null, ("WEBSITE_SITE_NAME", "app")));
        Assert.Equal(IPAddress.Parse(Peer), Of(request, proxies: 0, ("WEBSITE_SITE_NAME", "app")));
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("203.0.113.9", "::ffff:203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.10", false)]
    [InlineData("fe80::1%3", "fe80::2%4", true)]
    [InlineData("0.0.0.0", "::", false)]
    public void An_IPv6_address_counts_as_its_64_bit_network(string one, string other, bool isSame) =>
        Assert.Equal(isSame, IpPrefix.Bucket(IPAddress.Parse(one)) == IpPrefix.Bucket(IPAddress.Parse(other)));

    private static HttpRequest Request((string Name, string Value)[] headers)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(Peer);
        foreach (var (name, value) in headers)
        {
            context.Request.Headers.Append(name, value);
        }

        return context.Request;
    }

    private static IPAddress? Of(HttpRequest request, int? proxies, params (string Key, string? Value)[] settings) => new ClientAddress(
        proxies,
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build()).Of(request);
}
