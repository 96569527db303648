using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>Runs the client of this family that is published on npm against this server. PublishedClient/session-client.mjs shows the steps.</summary>
public sealed class SessionClientTests(LimitedApp app) : IClassFixture<LimitedApp>
{
    [Fact]
    public async Task The_published_client_works_unchanged() => Assert.Equal(await PublishedClient.Expected("session-client.jsonl"), await PublishedClient.Run(app.Http.BaseAddress!, TestApp.RootPassword, "session-client.mjs"));
}
