using System.Globalization;
using Serverless.Benchmarks.Load;
using Serverless.Benchmarks.Targets;
using Serverless.LocalHost;

namespace Serverless.Benchmarks.Scenarios;

/// <summary>Keeps the product busy for as long as a profiler runs.</summary>
internal static class Busy
{
    private const int Users = 128;

    // More than sign up during a run.
    private const int Newcomers = 8_192;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <param name="method">
    /// The method to call, with a session unless it is <c>test/test</c>; <c>session/signup</c> signs up a new user each time, <c>session/signin</c>
    /// signs in some users in turn.
    /// </param>
    /// <param name="settings">The settings of the product.</param>
    public static async Task Run(string method, params string[] settings)
    {
        await using var azurite = await Azurite.StartAsync(new AzuriteOptions());
        await using var product = await Product.Start(azurite.ConnectionString, "busy", settings);
        var users = await product.SignUp(Users);
        var token = await product.Session(users[0]);
        await HttpLoad.Run(Requests("early"), 16, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Console.WriteLine($"  {method}, 16 connections, for {Length.TotalSeconds} s: dotnet-trace collect -p {product.Process.Id}");
        var started = product.Process.ProcessorTime;
        var result = await HttpLoad.Run(Requests("newcomer"), 16, TimeSpan.Zero, Length);
        var microseconds = (product.Process.ProcessorTime - started).TotalMicroseconds / result.Count;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {result.PerSecond:N1}/s, {microseconds:N1} microseconds of processor time a call"));

        IReadOnlyList<PreparedRequest> Requests(string names) => method switch
        {
            "session/signup" => [.. Enumerable.Range(0, Newcomers).Select(number => product.SignUp($"{names}{number}"))],
            "session/signin" => [.. users.Select(product.SignIn)],
            "test/test" => [product.Call(method)],
            _ => [product.Call(method, token)],
        };
    }
}
