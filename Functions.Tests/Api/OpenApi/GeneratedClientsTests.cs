using System.Diagnostics;
using System.Text.Json;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.Api.OpenApi;

/// <summary>
/// Generates TypeScript clients from openapi.json with two generators. The clients compile in strict mode together with a program that calls more
/// than ten methods without a cast, and the program works.
/// </summary>
public sealed class GeneratedClientsTests(TestApp app) : IClassFixture<TestApp>
{
    private static readonly string Folder = Repository.PathOf("Functions.Tests/TypeScript");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Clients_of_two_generators_compile_and_work()
    {
        Assert.Equal("", await Node("generate.mjs", Repository.PathOf("openapi.json")));
        foreach (var program in new[] { "fetch-program", "hey-program" })
        {
            var name = Given.Name();
            var output = await Node($"generated/js/{program}.js", app.Http.BaseAddress!.ToString().TrimEnd('/'), name);
            Assert.True(output.StartsWith('{'), $"{program}: {output}");
            Assert.Equal(
                $$"""{"now":200,"signUp":"You were registered.","again":409,"wrong":"not_authenticated","name":"{{name}}","setEmail":1,"removeEmail":1,"tokens":["my program"],"total":"1","deleted":200,"notifications":200,"sessions":1,"signOut":200}""",
                JsonSerializer.Serialize(JsonElement.Parse(output)));
        }
    }

    /// <summary>Runs a script and returns its output, including errors.</summary>
    private static async Task<string> Node(params string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var (output, errors) = (node.StandardOutput.ReadToEndAsync(Stop), node.StandardError.ReadToEndAsync(Stop));
            await node.WaitForExitAsync(Stop);
            return await output + await errors;
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }
}
