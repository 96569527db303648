using Serverless.Tests.Harness;

namespace Serverless.Tests.Api;

/// <summary>The published client of this API, as npm has it, works against this server: see PublishedClient/client.mjs for what it does.</summary>
public sealed class PublishedClientTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task It_works_unchanged() => Assert.Equal(await PublishedClient.Expected("expected.jsonl"), await PublishedClient.Run(app, "client.mjs"));
}
