using Serverless.Tests.Harness;

namespace Serverless.Tests.Api.Sessions;

/// <summary>Tests what calls of this family cost in storage transactions, including limits.</summary>
public sealed class CostTests(QuietApp app) : IClassFixture<QuietApp>
{
    private RestClient Rest => new(app.Http);

    [Fact]
    public async Task Each_call_costs_the_listed_number_of_transactions()
    {
        var name = await Given.User(app.Rpc);
        var (client, id) = await Rest.SignIn(name);
        Assert.Equal(0, await CostOf(() => Rest.Get("/api")));
        Assert.Equal(0, await CostOf(() => Rest.With("garbage").Get("/api/user/session")));
        Assert.Equal(1, await CostOf(() => client.Get("/api/user/session")));
        Assert.Equal(1, await CostOf(() => client.Get("/api/user/nothing/here/at/all")));
        Assert.Equal(2, await CostOf(() => client.Get($"/api/user/session/{id}")));
        Assert.Equal(2, await CostOf(() => client.Get("/api/user/sessions")));
        Assert.Equal(2, await CostOf(() => client.Delete("/api/user/session/5")));
        Assert.Equal(5, await CostOf(() => Rest.Post("/api/user/session", new { user = name, pass = Given.Password }))); // as in the RPC family
        Assert.Equal(4, await CostOf(() => client.Delete("/api/user/sessions/all?allButSelf")));
    }

    private Task<long> CostOf(Func<Task> call) => app.CostOf(call);
}
