using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.Rpc;

/// <summary>
/// Sends every request of documents 001 and 002 as written there and compares the keys of the responses with documents.txt. If a response has another
/// shape, the test fails and shows the file as it should be.
/// </summary>
public sealed partial class DocumentsTests(SmtpApp app, SmtpServers servers) : IClassFixture<SmtpApp>, IClassFixture<SmtpServers>
{
    private const string File = "Functions.Tests/Api/Rpc/documents.txt";

    private readonly Dictionary<string, string> _kept = [];

    [Theory]
    [InlineData("Basic", "/v1/")]      // document 001
    [InlineData("Bearer", "/api/v1/")] // document 002
    public async Task Every_documented_request_gets_a_response_of_the_documented_shape(string scheme, string path)
    {
        foreach (var number in new[] { "", "2", "3" })
        {
            var name = Given.Name();
            _kept["name" + number] = name;
            _kept["email" + number] = Given.Email(name);
            _kept["telegram" + number] = "t_" + name;
        }

        _kept["password"] = Given.Password;
        _kept["root"] = (await app.Root()).Token!;
        _kept["port"] = servers.Port("plain").ToString(null, null);
        (_kept["smtp_user"], _kept["smtp_password"]) = (SmtpServers.User, SmtpServers.Password);

        var text = Repository.Read(File).ReplaceLineEndings("\n");
        var played = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            played.Append(line.Length == 0 || line[0] == '#' ? line : await Play(line, scheme, path)).Append('\n');
        }

        Assert.True(text + "\n" == played.ToString(), $"{File} says otherwise. What the server does:\n{played}");
    }

    [Fact]
    public void Every_documented_method_exists_and_is_called()
    {
        var documented = DocumentedMethods().Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(documented);
        Assert.Empty(documented.Except(app.Get<Catalogue>().All<MethodDeclaration>().Select(method => method.Id)));
        Assert.Equal(
            documented,
            Repository.Read(File).Split('\n').Where(line => line.Contains(" | ", StringComparison.Ordinal) && line[0] != '#' && !line.StartsWith("mail", StringComparison.Ordinal))
                .Select(line => "/v1/" + line.Split(" | ")[1]).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>Returns the ids of the methods in section 3 of rpc.md: a heading for each group, and below it a table with the names.</summary>
    private static IEnumerable<string> DocumentedMethods()
    {
        var group = "";
        foreach (var line in Repository.Read("docs/contract/rpc.md").Split('\n'))
        {
            if (line.StartsWith('#'))
            {
                group = MethodGroup().Match(line).Groups[1].Value;
            }
            else if (group.Length > 0 && line.StartsWith("| `", StringComparison.Ordinal))
            {
                foreach (Match name in MethodName().Matches(line.Split('|')[1]))
                {
                    yield return $"{group}/{name.Groups[1].Value}";
                }
            }
        }
    }

    private async Task<string> Play(string line, string scheme, string path)
    {
        var parts = line.Split('|', StringSplitOptions.TrimEntries);
        var (caller, method, keep) = (parts[0], parts[1], parts.Length > 4 ? parts[4] : "");
        if (caller == "mail")
        {
            _kept[keep] = Mailbox.Token(await app.Mail.Wait(_kept["email"], method));
            return line;
        }

        var parameters = Kept().Replace(parts[2], name => _kept[name.Groups[1].Value]);
        using var request = Request(method, parameters, path);
        if (caller != "guest")
        {
            request.Headers.Authorization = new AuthenticationHeaderValue(scheme, _kept[caller]);
        }

        var answer = await app.Rpc.Send(request);
        foreach (var (name, from) in keep.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).Select(one => (one[0], one[1])))
        {
            _kept[name] = from.Split('.').Aggregate(answer.Data, (at, member) => int.TryParse(member, out var index) ? at[index] : at.GetProperty(member)).GetString()!;
        }

        return $"{caller} | {method} | {parts[2]} | {Shape(answer)}{(keep.Length > 0 ? " | " + keep : "")}";
    }

    private HttpRequestMessage Request(string method, string parameters, string path) => (method, parameters) switch
    {
        ("test/upload", _) => new(HttpMethod.Post, path + method)
        {
            Content = Form(Part("content", "text/plain", "file", "file.txt"), Part(parameters, "application/json", "params")),
        },
        (_, "[]") when path.StartsWith("/api", StringComparison.Ordinal) && app.Get<Catalogue>().All<MethodDeclaration>().Single(one => one.Id == "/v1/" + method).AllowsGet => new(HttpMethod.Get, path + method), // as document 002 writes it
        _ => new(HttpMethod.Post, path + method) { Content = Text(parameters, "application/json") },
    };

    private static StringContent Text(string text, string type) => new(text, null, type);

    private static MultipartFormDataContent Form(params HttpContent[] parts)
    {
        var form = new MultipartFormDataContent();
        Array.ForEach(parts, form.Add);
        return form;
    }

    private static StringContent Part(string text, string type, string field, string? fileName = null) => new(text, null, type)
    {
        Headers = { ContentDisposition = new ContentDispositionHeaderValue("form-data") { Name = $"\"{field}\"", FileName = fileName } },
    };

    private static string Shape(Harness.RpcAnswer answer)
    {
        var text = $"{answer.Status} {answer.Text}";
        if (!answer.IsSuccess)
        {
            return text;
        }

        var result = answer.Envelope.GetProperty("result");
        foreach (var member in result.EnumerateObject().Where(member => member.Name is not ("status" or "status_text" or "exception")))
        {
            text += $" {member.Name}:{Shape(member.Value)}";
        }

        return text;
    }

    private static string Shape(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(' ', value.EnumerateObject().Select(member => $"{member.Name}:{Shape(member.Value)}")) + "}",
        JsonValueKind.Array => "[" + (value.GetArrayLength() > 0 ? Shape(value[0]) : "") + "]",
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    [GeneratedRegex(@"^### 3\.\d+ `(/v1/[\w/-]+)/\*`")]
    private static partial Regex MethodGroup();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex MethodName();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Kept();
}
