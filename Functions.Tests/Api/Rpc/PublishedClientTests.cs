using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc;

/// <summary>The published client of this API, as npm has it, works against this server: see PublishedClient/client.mjs for what it does.</summary>
[Trait("Category", "BlackBox")]
public sealed class PublishedClientTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task It_works_unchanged()
    {
        Assert.SkipWhen(server.RootPassword is null, "SERVERLESS_ROOT_PASSWORD does not say what root's password is.");
        Assert.Equal(await PublishedClient.Expected("expected.jsonl"), await PublishedClient.Run(server.Address, server.RootPassword, "client.mjs"));
    }
}
