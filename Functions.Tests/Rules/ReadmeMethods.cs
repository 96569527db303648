using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Serverless.Pipeline;
using Serverless.Security;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>The table of methods in README.md is made from the methods themselves.</summary>
public sealed class ReadmeMethods(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly NullabilityInfoContext Nullability = new();

    private readonly TestApp _app = new(azurite);

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void The_table_of_methods_is_current()
    {
        var summaries = Summaries();
        var table = new StringBuilder("| method | parameters | who may call | what it does |\n|---|---|---|---|\n");
        foreach (var method in _app.Get<Catalogue>().Methods)
        {
            var type = method.Method.GetType();
            Assert.True(summaries.TryGetValue(type.FullName!, out var summary), $"{type.FullName} has no summary.");
            table.Append($"| `{method.Id}` | {Parameters(method)} | {string.Join(", ", method.Permissions.Select(Who))} | {summary} |\n");
        }

        ReadmeFile.AssertGenerated("methods", table.ToString());
    }

    private static string Parameters(MethodDeclaration method)
    {
        var names = Members(method.Method.ParametersType);
        var all = method.IsUpload ? names.Prepend("file") : names;
        return string.Join(", ", all.Select(name => $"`{name}`")) is { Length: > 0 } list ? list : "none";
    }

    private static IEnumerable<string> Members(Type record) => record.GetConstructors()[0].GetParameters().Select(Member);

    /// <summary>A name as on the wire; a question mark says that it can be left out, braces what an object consists of.</summary>
    private static string Member(ParameterInfo member)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name!);
        var isOptional = Nullability.Create(member).WriteState == NullabilityState.Nullable;
        var isObject = member.ParameterType.Assembly == typeof(Method).Assembly;
        return name + (isOptional ? "?" : "") + (isObject ? $" {{{string.Join(", ", Members(member.ParameterType))}}}" : "");
    }

    private static string Who(string permission) => permission switch
    {
        Permission.Anyone => "everybody",
        Permission.Guest => "who is not signed in",
        Permission.User => "who is signed in",
        _ => $"`{permission}`",
    };

    /// <summary>The summaries of all classes, from the XML file that the compiler wrote beside the program.</summary>
    private static Dictionary<string, string> Summaries() =>
        XDocument.Load(Path.ChangeExtension(typeof(Method).Assembly.Location, ".xml")).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal) && member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value[2..], member => Plain(member.Element("summary")!));

    private static string Plain(XElement summary)
    {
        foreach (var code in summary.Elements("c").ToList())
        {
            code.ReplaceWith($"`{code.Value}`");
        }

        return Regex.Replace(summary.Value, @"\s+", " ").Trim().Replace("|", @"\|", StringComparison.Ordinal);
    }
}
