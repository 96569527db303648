using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>The published client of this family, as npm has it, works against this server: see PublishedClient/session-client.mjs for what it does.</summary>
public sealed class SessionClientTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    [Fact]
    public async Task It_works_unchanged() => Assert.Equal(await PublishedClient.Expected("session-client.jsonl"), await PublishedClient.Run(app.Http.BaseAddress!, TestApp.RootPassword, "session-client.mjs"));
}
