using Azure.Data.Tables;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// A minimal function app of the official packages: one response without storage, and one after a point read.
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
        /// <summary>Returns the time.</summary>
        [Function("hello")]
        public static IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello")] HttpRequest request) => Results.Json(DateTimeOffset.UtcNow);

        /// <summary>Returns the time after one point read, as an authenticated call has.</summary>
        [Function("read")]
        public async Task<IResult> Read([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "read")] HttpRequest request)
        {
            await rows.GetEntityAsync<TableEntity>("7", "session");
            return Results.Json(DateTimeOffset.UtcNow);
        }
    }
}
