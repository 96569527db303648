using System.Collections.Concurrent;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.Users;

/// <summary>Tests that calls that change one user at once wait for each other and none is refused with 409.</summary>
public sealed class ContentionTests(ContentionTests.NoMailApp app) : IClassFixture<ContentionTests.NoMailApp>
{
    /// <summary>The product without limits, and without emails, which would change the user as well.</summary>
    public sealed class NoMailApp : TestApp
    {
        public NoMailApp(AzuriteFixture azurite)
            : base(azurite)
        {
            Settings["SignUp:SendConfirmation"] = "false";
            ReadsQueues = false;
        }
    }

    /// <summary>The least number of changes, of names and of tokens.</summary>
    private const int Changes = 200;

    private const int Others = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData("profile/set-email")]
    [InlineData("profile/set-telegram-username")]
    public async Task Concurrent_changes_of_names_and_tokens_never_answer_409(string method)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        using var isDone = new CancellationTokenSource();
        var ofOthers = new ConcurrentQueue<int>();
        var others = Enumerable.Range(0, Others).Select(_ => Task.Run(async () =>
        {
            while (!isDone.IsCancellationRequested)
            {
                await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
                var created = await client.Call("api-tokens/create", "t");
                ofOthers.Enqueue(created.Status);
                if (created.Status == 200)
                {
                    var id = created.Data.GetProperty("id").GetString();
                    ofOthers.Enqueue((await client.Call("api-tokens/set-enabled", id, false)).Status);
                    await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
                    ofOthers.Enqueue((await client.Call("api-tokens/delete", id)).Status);
                }
            }
        })).ToList();

        var changes = new List<int>();
        for (var i = 0; i < Changes || (ofOthers.Count <= Changes && others.TrueForAll(one => !one.IsFaulted)); i++)
        {
            changes.Add((await client.Call(method, method == "profile/set-email" ? Given.Email($"{name}.{i % 7}") : $"t{i % 7}_{name}")).Status);
        }

        await isDone.CancelAsync();
        await Task.WhenAll(others);
        TestContext.Current.SendDiagnosticMessage(
            $"{method}: {Text(changes)} beside {Text(ofOthers)}");
        Assert.All(changes, status => Assert.Equal(200, status));
        Assert.DoesNotContain(409, ofOthers);
        Assert.True(ofOthers.Count > Changes, $"Only {ofOthers.Count} changes of tokens were made meanwhile.");
    }

    private static string Text(IEnumerable<int> answers) => string.Join(", ", answers.GroupBy(status => status).Select(group => $"{group.Count()} × {group.Key}"));
}
