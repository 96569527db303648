using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Checks that every password that a caller sends is hashed in that caller's lane, so that the queue of one caller delays no other caller.</summary>
public sealed partial class EveryHashHasALane
{
    [Fact]
    public void A_hash_for_a_caller_names_the_callers_lane()
    {
        var calls = Directory.GetFiles(Repository.PathOf("Functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Replace('\\', '/').Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => Hash().Matches(File.ReadAllText(file)).Select(call => (File: Path.GetFileName(file), Text: call.Value)))
            // Commands of an operator run without concurrent callers.
            .Where(call => call.File is not ("EnsureRoot.cs" or "ResetRoot.cs"))
            .ToList();
        Assert.True(calls.Count >= 10, $"Only {calls.Count} hashes were found.");
        Assert.All(calls, call => Assert.True(call.Text.Contains("HashLane.Of(", StringComparison.Ordinal), $"{call.File}: {call.Text}"));
    }

    [GeneratedRegex(@"\bhashing\.(?:Hash|Verify)\([^;]*;")]
    private static partial Regex Hash();
}
