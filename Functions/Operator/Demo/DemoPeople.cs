using System.Globalization;

namespace Serverless.Operator.Demo;

/// <summary>Generates the users. The same number is always the same user.</summary>
internal static class DemoPeople
{
    /// <summary>The number of users.</summary>
    public const int Count = 240;

    private static readonly TimeSpan Quarter = TimeSpan.FromDays(90);

    private static readonly string[] Domains = ["example.com", "example.org", "example.net", "mail.example.com", "uni.example.org"];

    // Ranges for documentation.
    private static readonly string[] Networks = ["192.0.2.", "198.51.100.", "203.0.113."];

    private static readonly string[] TokenNames = ["build server", "nightly export", "dashboard", "phone", "scripts"];

    private static readonly string[] Browsers =
    [
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    ];

    /// <summary>Returns all users, the oldest account first.</summary>
    public static IReadOnlyList<DemoPerson> All() => [.. Enumerable.Range(0, Count).Select(Person)];

    /// <summary>Returns the User-Agent header of a browser.</summary>
    internal static string UserAgent(int number) => Browsers[number % Browsers.Length];

    private static DemoPerson Person(int number)
    {
        var random = new DemoNumbers(purpose: 0, number);
        var (fullName, userName) = DemoNames.All[number % DemoNames.All.Length];
        var again = number / DemoNames.All.Length;
        var name = again == 0 ? userName : string.Create(CultureInfo.InvariantCulture, $"{userName}{again + 1}");
        // More accounts are new than old, as in a service that grows.
        var age = Quarter * Math.Pow(1 - ((number + random.NextDouble()) / Count), 1.4);
        var (isEnabled, hasEmail) = (number % 17 != 5, number % 23 != 7);
        var isConfirmed = hasEmail && number % 6 != 3;
        var visits = isEnabled ? random.Next(4) : 0;
        return new(
            name, fullName, hasEmail ? $"{name}@{Domains[random.Next(Domains.Length)]}" : null, isConfirmed, age,
            IsAdmin: isEnabled && number % 60 == 10,
            isEnabled,
            HasTotp: isEnabled && number % 5 == 0,
            Tokens: isEnabled && number % 7 == 2 ? [.. TokenNames.Skip(random.Next(TokenNames.Length - 1)).Take(1 + (number % 2))] : [],
            Visits: [.. Enumerable.Range(0, visits).Select(_ => Visit(random, age)).OrderByDescending(visit => visit.Age)],
            IsNotified: isEnabled && number % 4 == 1);
    }

    private static DemoVisit Visit(DemoNumbers random, TimeSpan age)
    {
        return new(
            TimeSpan.FromDays(6.5 * random.NextDouble()) is var ago && ago < age ? ago : age * random.NextDouble(),
            Browsers[random.Next(Browsers.Length)],
            string.Create(CultureInfo.InvariantCulture, $"{Networks[random.Next(Networks.Length)]}{random.Next(1, 255)}"));
    }
}
