using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc;

/// <summary>Tests how the credential is read from the header (rpc.md 1.2).</summary>
[Trait("Category", "BlackBox")]
public sealed class AuthorizationHeaderTests(Server server) : IClassFixture<Server>
{
    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer   {0}")]
    [InlineData("Basic {0}")]
    [InlineData("BASIC {0}")]
    [InlineData("{0}")]
    [InlineData("  {0}  ")]
    public async Task Reads_the_token_with_either_scheme_and_without_one(string format)
    {
        var (_, client) = await Given.SignedInUser(server.Rpc);
        Assert.Equal(200, (await Read(string.Format(null, format, client.Token))).Status);
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Digest {0}")]
    [InlineData("Bearer {0}x")]
    [InlineData("Bearer x{0}")]
    [InlineData("Bearer nonsense")]
    public async Task Treats_any_other_header_as_anonymous(string format)
    {
        var (_, client) = await Given.SignedInUser(server.Rpc);
        var header = string.Format(null, format, client.Token);
        Assert.Equal(-32801, (await Read(header)).Status);
        Assert.Equal(200, (await Send("test/test", header)).Status);
    }

    [Fact]
    public async Task A_token_with_a_changed_character_is_invalid()
    {
        var (_, client) = await Given.SignedInUser(server.Rpc);
        for (var i = 0; i < client.Token!.Length; i++)
        {
            var changed = client.Token.ToCharArray();
            changed[i] = changed[i] == 'a' ? 'b' : 'a';
            Assert.Equal(-32801, (await Read("Bearer " + new string(changed))).Status);
        }
    }

    private Task<RpcAnswer> Read(string header) => Send("profile/read", header);

    private Task<RpcAnswer> Send(string method, string header)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/" + method);
        request.Headers.TryAddWithoutValidation("Authorization", header);
        return server.Rpc.Send(request);
    }
}
