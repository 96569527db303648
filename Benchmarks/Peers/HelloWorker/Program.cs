using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// The least that a function app of the official packages can be: one answer from nothing, and one behind a point read.
var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddSingleton(services => new TableClient(services.GetRequiredService<IConfiguration>()["AzureWebJobsStorage"], "Floor"));
await builder.Build().RunAsync();

namespace Serverless.Benchmarks.HelloWorker
{
    /// <summary>The functions.</summary>
    /// <param name="rows">The table that the floor's benchmarks fill.</param>
    public sealed class Functions(TableClient rows)
    {
        /// <summary>Answers with the time.</summary>
        [Function("hello")]
        public static IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello")] HttpRequest request) => Results.Json(DateTimeOffset.UtcNow);

        /// <summary>Answers with the time after one point read, as a checked call has.</summary>
        [Function("read")]
        public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "read")] HttpRequest request)
        {
            await rows.GetEntityAsync<TableEntity>("7", "session");
            return Results.Json(DateTimeOffset.UtcNow);
        }
    }
}
