using Azure.Data.Tables;
using Serverless.Benchmarks.Floor;

// A minimal service on Table Storage: Kestrel, the storage client, and the requested number of point reads. It checks no credential, and logs,
// counts and limits nothing. Settings: Storage (a connection string), Table (its name), Seed (true creates the rows first).
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, FloorJson.Default));
var app = builder.Build();

var rows = new TableClient(app.Configuration["Storage"], app.Configuration["Table"] ?? "Floor");
var signIn = new SignIn(rows);

app.MapGet("/time", () => Envelope.Of(DateTimeOffset.UtcNow));
app.MapGet("/profile", () => Envelope.Of(Profile.Sample));
app.MapGet("/profile/{reads:int}", async (int reads) =>
{
    for (var i = 0; i < reads; i++)
    {
        await rows.GetEntityAsync<TableEntity>("7", "session");
    }

    return Envelope.Of(Profile.Sample);
});
app.MapPost("/sign-in", signIn.Answer);
app.MapPost("/sign-up", signIn.SignUp);

if (app.Configuration["Seed"] == "true")
{
    await rows.CreateIfNotExistsAsync();
    await rows.UpsertEntityAsync(SignIn.SampleSession());
}

await app.StartAsync();
Console.WriteLine($"ready: {app.Urls.First()}/");
await app.WaitForShutdownAsync();
