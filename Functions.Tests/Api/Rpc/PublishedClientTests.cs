using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Rpc;

/// <summary>Runs the client of this API that is published on npm against this server. PublishedClient/client.mjs shows the steps.</summary>
[Trait("Category", "BlackBox")]
public sealed class PublishedClientTests(Server server) : IClassFixture<Server>
{
    [Fact]
    public async Task The_published_client_works_unchanged()
    {
        Assert.SkipWhen(server.RootPassword is null, "SERVERLESS_ROOT_PASSWORD does not say what root's password is.");
        Assert.Equal(await PublishedClient.Expected("expected.jsonl"), await PublishedClient.Run(server.Address, server.RootPassword, "client.mjs"));
    }
}
