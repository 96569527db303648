using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Every password that a caller sends is hashed in that caller's lane, so that one caller's queue delays nobody else.</summary>
public sealed partial class EveryHashHasALane
{
    [Fact]
    public void A_hash_for_a_caller_names_the_callers_lane()
    {
        var calls = Directory.GetFiles(Repository.PathOf("Functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Hash().Matches(File.ReadAllText(file)).Select(call => (File: Path.GetFileName(file), Text: call.Value)))
            // What an operator starts has no callers beside it.
            .Where(call => call.File is not ("EnsureRoot.cs" or "ResetRoot.cs"))
            .ToList();
        Assert.True(calls.Count >= 10, $"Only {calls.Count} hashes were found.");
        Assert.All(calls, call => Assert.True(call.Text.Contains("HashLane.Of(", StringComparison.Ordinal), $"{call.File}: {call.Text}"));
    }

    [GeneratedRegex(@"\bhashing\.(?:Hash|Verify)\([^;]*;")]
    private static partial Regex Hash();
}
