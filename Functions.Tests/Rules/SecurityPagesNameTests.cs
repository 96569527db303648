using System.Reflection;
using System.Text.RegularExpressions;

namespace Serverless.Tests.Rules;

/// <summary>Checks that every test that the pages on security name exists.</summary>
public sealed partial class SecurityPagesNameTests
{
    private static readonly HashSet<string> Names =
    [
        .. typeof(SecurityPagesNameTests).Assembly.GetTypes().Select(type => type.Name),
        .. typeof(SecurityPagesNameTests).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(method => method.IsDefined(typeof(FactAttribute), inherit: true)).Select(method => method.Name),
    ];

    /// <summary>The name of a planned table, and a header.</summary>
    private static readonly string[] Exceptions = ["Audit", "Host"];

    [Theory]
    [InlineData("SECURITY.md")]
    [InlineData("docs/security-requirements.md")]
    public void Every_test_that_a_page_names_exists(string page)
    {
        var named = Test().Matches(Repository.Read(page)).Select(match => match.Groups["name"].Value).Distinct().ToList();
        Assert.NotEmpty(named);
        Assert.Empty(named.Where(name => !Names.Contains(name)).Except(Exceptions));
    }

    // Settings contain two underscores in a row; headers and files contain other characters.
    [GeneratedRegex(@"`(?:[\w.]+/)*(?<name>[A-Z](?:(?!__)\w)+)`")]
    private static partial Regex Test();
}
