using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Reports;
using Serverless.LocalHost;
using Serverless.Measuring.Loading;
using Serverless.Measuring.Programs;
using Serverless.Storage;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Measures the time and cost of calls with few users and with many.</summary>
internal static class Growth
{
    private static readonly string[] Orders = ["id", "name", "created", "enabled"];

    private const int Far = 5_000;

    private static readonly string[] Search = ["like", "xyz"];
    private static readonly string[] Frequent = ["like", "u"];

    public static async Task Run(Pace pace)
    {
        var (few, many) = (1_000, pace == Pace.Quick ? 10_000 : 100_000);
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        await using var small = await Fill(azurite.ConnectionString, "few", few);
        await using var large = await Fill(azurite.ConnectionString, "many", many);
        var (ofFew, ofMany) = (await Callers.Of(small), await Callers.Of(large));
        SideBySide.Pair[] pairs =
        [
            .. Orders.Select(order => Both($"first page by {order}", callers => callers.Read(new { order_by = new[] { new[] { order, "asc" } } }))),
            new($"page in the middle, at {few / 2} and {many / 2}", () => ofFew.Read(new { offset = few / 2 }), () => ofMany.Read(new { offset = many / 2 })),
            new($"page at offset {few / 2} and {Far}", () => ofFew.Read(new { offset = few / 2 }), () => ofMany.Read(new { offset = Far })),
            Both("search that hits 20", callers => callers.Read(new { where = new { search = Search } })),
            Both("search of a frequent text", callers => callers.Read(new { where = new { search = Frequent } })),
            Both("sign-in", callers => callers.SignIn()),
            Both("authenticated call", callers => callers.Profile()),
            Both("sign-up", callers => callers.SignUp()),
        ];
        var report = new Report("growth", "Growth: users");
        report.Say("Each call by itself, one after the other, over HTTP. The password hash of the sign-in is a cheap one: what grows would be hidden behind it.");
        report.Say($"Where there are {few:N0} users there is no page at offset {Far:N0}, so there it is the one in the middle.");
        await SideBySide.Run(report, (Text(few), small), (Text(many), large), pairs, pace, 1.5);
        report.Write(pace);

        SideBySide.Pair Both(string name, Func<Callers, Task> call) => new(name, () => call(ofFew), () => call(ofMany));
    }

    private static string Text(int users) => users.ToString("N0", CultureInfo.InvariantCulture) + " users";

    private static async Task<InProcess> Fill(string storage, string prefix, int users)
    {
        Console.WriteLine($"  loading {Text(users)}");
        var app = await InProcess.Start(storage, prefix);
        var (tables, listings) = (app.Services.GetRequiredService<Tables>(), IndexLoader.Users(users));
        await IndexLoader.LoadAccounts(tables.Accounts, listings, CancellationToken.None);
        await IndexLoader.LoadNames(tables.Names, listings, CancellationToken.None);
        await IndexLoader.Load(tables, listings, CancellationToken.None);
        return app;
    }

    /// <summary>The callers: a user who signed up after all others, and root.</summary>
    private sealed record Callers(InProcess App, string Root, string User)
    {
        public static async Task<Callers> Of(InProcess app)
        {
            await app.Call("/v1/session/signup", null, new { username = "newcomer", password = TestSettings.Password });
            return new(app, await app.Session("root"), await app.Session("newcomer"));
        }

        public async Task Read(object options) => await App.Call("/v1/admin/users/read", Root, options);

        public async Task SignUp() =>
            await App.Call("/v1/session/signup", null, new { username = string.Create(CultureInfo.InvariantCulture, $"new{RandomNumberGenerator.GetInt32(100_000_000)}"), password = TestSettings.Password });

        public async Task SignIn() => await App.Session("newcomer");

        public async Task Profile() => await App.Call("/v1/profile/read", User);
    }
}
