namespace Serverless.Tests.Harness;

/// <summary>Waits for asynchronous effects by polling, for far longer than they take, so that a busy machine makes a test slow but never fails it.</summary>
public static class TestTimeout
{
    /// <summary>The longest time that anything may take.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">The condition, evaluated every few milliseconds.</param>
    /// <param name="otherwise">The message if the condition never holds.</param>
    public static Task Until(Func<bool> condition, string otherwise) => Until(() => Task.FromResult(condition()), otherwise);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">The condition, evaluated every few milliseconds.</param>
    /// <param name="otherwise">The message if the condition never holds.</param>
    public static async Task Until(Func<Task<bool>> condition, string otherwise)
    {
        var end = TimeProvider.System.GetUtcNow() + Length;
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetUtcNow() < end, otherwise);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
