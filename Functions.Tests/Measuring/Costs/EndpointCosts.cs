using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Measuring.Programs;

namespace Serverless.Measuring.Costs;

/// <summary>The cost of an endpoint.</summary>
/// <param name="Id">The id in the call log.</param>
/// <param name="Call">The documented verb and path.</param>
/// <param name="Transactions">The storage transactions of a successful call.</param>
internal sealed record EndpointCost(string Id, string Call, long Transactions);

/// <summary>Counts the storage transactions of one call of every endpoint of the session and account families, like <see cref="MethodCosts"/>.</summary>
internal static class EndpointCosts
{
    /// <summary>Returns the costs of all endpoints, ordered by id.</summary>
    /// <param name="storage">The connection string of an Azurite.</param>
    /// <param name="prefix">The prefix of the tables.</param>
    /// <exception cref="InvalidOperationException">Thrown when an endpoint has no script, or a script no endpoint.</exception>
    public static async Task<IReadOnlyList<EndpointCost>> Measure(string storage, string prefix)
    {
        var clock = new MovableClock(MethodCosts.Midweek);
        await using var app = await InProcess.Start(storage, prefix, clock, [.. TimerCosts.JobsOff, "--CallLog:FlushSeconds=3600", "--WeChat:Mode=open"]);
        var endpoints = app.Services.GetRequiredService<Catalogue>().All<EndpointDeclaration>().ToDictionary(endpoint => endpoint.Id, StringComparer.Ordinal);
        MethodCosts.RequireScripts(endpoints.Keys, EndpointScripts.All.Keys, "Functions.Tests/Measuring/Costs/SessionScripts.cs or AccountScripts.cs");
        var costs = new List<EndpointCost>();
        foreach (var id in endpoints.Keys.OrderBy(EndpointScripts.HasConsequences).ThenBy(id => id, StringComparer.Ordinal))
        {
            var (verb, template) = Documented(endpoints[id]);
            costs.Add(new(id, $"{verb} {template}", await MethodCosts.Least(clock, () => CostOf(app, id, verb, template))));
        }

        return [.. costs.OrderBy(cost => cost.Id, StringComparer.Ordinal)];
    }

    private static (HttpMethod Verb, string Template) Documented(EndpointDeclaration endpoint)
    {
        var route = endpoint.Routes[0];
        return (new HttpMethod(route.Verbs is [var verb, ..] ? verb : "GET"), route.Template);
    }

    private static async Task<long> CostOf(InProcess app, string id, HttpMethod verb, string template)
    {
        var request = await EndpointScripts.All[id](await Actors.Make(app));
        await app.FinishFollowUps();
        var before = app.Transactions;
        await app.Endpoint(verb, request.Path(template), request);
        await app.FinishFollowUps();
        return app.Transactions - before;
    }
}
