using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Serverless.Benchmarks.Identity;

// ASP.NET Core Identity's own API endpoints over EF Core and SQLite, set up as in its documentation. Setting: Database (a file).
var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddDbContext<Users>(options => options.UseSqlite($"Data Source={builder.Configuration["Database"]}"));
builder.Services.AddAuthorization();
builder.Services.AddIdentityApiEndpoints<IdentityUser>(options => options.Password.RequireNonAlphanumeric = options.Password.RequireUppercase = options.Password.RequireDigit = false)
    .AddEntityFrameworkStores<Users>();
var app = builder.Build();
app.UseAuthorization();
app.MapIdentityApi<IdentityUser>();

await using (var scope = app.Services.CreateAsyncScope())
{
    var users = scope.ServiceProvider.GetRequiredService<Users>();
    await users.Database.EnsureCreatedAsync();
    await users.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
}

await app.StartAsync();
Console.WriteLine($"ready: {app.Urls.First()}/");
await app.WaitForShutdownAsync();
