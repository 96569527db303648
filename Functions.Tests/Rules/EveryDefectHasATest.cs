using System.Text.RegularExpressions;
using Serverless.Tests.Api.Rpc;

namespace Serverless.Tests.Rules;

/// <summary>
/// Checks that the list of the original's defects (rpc.md 10) has eighteen numbers, and that <see cref="OriginalDefectsTests"/> has tests named after
/// each.
/// </summary>
public sealed partial class EveryDefectHasATest
{
    private const int Defects = 18;

    [Fact]
    public void Every_defect_has_a_test_with_its_number()
    {
        var numbers = typeof(OriginalDefectsTests).GetMethods()
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true))
            .SelectMany(method => Prefix().Match(method.Name) is { Success: true } match
                ? match.Groups["number"].Captures.Select(number => int.Parse(number.Value, null))
                : throw new InvalidOperationException($"{method.Name} says not which defect it is about: name it No_<number>_..."));
        Assert.Equal(Enumerable.Range(1, Defects), numbers.Distinct().Order());
    }

    [GeneratedRegex(@"^No_(?<number>\d+)_(?:and_(?<number>\d+)_)*")]
    private static partial Regex Prefix();
}
