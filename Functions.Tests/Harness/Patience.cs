namespace Serverless.Tests.Harness;

/// <summary>
/// How tests wait for what happens by itself: by asking again and again, for far longer than it takes, so that a busy machine makes a test
/// slow and never red.
/// </summary>
public static class Patience
{
    /// <summary>The longest that anything may take.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(2);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked every few milliseconds.</param>
    /// <param name="otherwise">What to say if it never does.</param>
    public static Task Until(Func<bool> condition, string otherwise) => Until(() => Task.FromResult(condition()), otherwise);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Asked every few milliseconds.</param>
    /// <param name="otherwise">What to say if it never does.</param>
    public static async Task Until(Func<Task<bool>> condition, string otherwise)
    {
        var end = TimeProvider.System.GetUtcNow() + Time;
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
