using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>
/// Keeps requests that were refused, to repeat them together: no row of any table may change. Tables can be compared only when nothing else runs, so
/// this is not done while the garbage is sent.
/// </summary>
internal sealed class Refused
{
    private readonly List<(Func<Task<RawAnswer>> Send, string Text)> _requests = [];

    /// <summary>Adds a request. Only one of several is kept.</summary>
    public void Add(Func<Task<RawAnswer>> send, string text)
    {
        lock (_requests)
        {
            _requests.Add((send, text));
        }
    }

    /// <summary>
    /// Repeats the requests and compares the tables. A request that succeeds this time, because the state has changed, is left out of the next round.
    /// </summary>
    /// <returns>The number of requests that were refused again.</returns>
    public async Task<int> WriteNothing(TestApp app)
    {
        var requests = _requests.OrderBy(request => request.Text, StringComparer.Ordinal).ToList();
        for (var round = 1; ; round++)
        {
            var before = await TableContents.Of(app);
            var succeeded = new HashSet<string>();
            var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
            await Parallel.ForEachAsync(requests, options, async (request, _) =>
            {
                if ((await request.Send()).Status < 400)
                {
                    lock (succeeded)
                    {
                        succeeded.Add(request.Text);
                    }
                }
            });
            if (succeeded.Count == 0)
            {
                var changed = (await TableContents.Of(app)).ChangedSince(before);
                Assert.True(changed.Count == 0, $"Refused requests wrote {string.Join(", ", changed.Take(20))}");
                return requests.Count;
            }

            Assert.True(round < 4, $"Still succeed when they are sent again: {string.Join("\n", succeeded.Take(5))}");
            requests.RemoveAll(request => succeeded.Contains(request.Text));
        }
    }
}
