using System.Globalization;
using Azure;
using Azure.Storage.Queues;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;
using Serverless.LocalHost;
using Serverless.Tests.Harness;
using Serverless.Tests.Rules;

namespace Serverless.Tests.LocalHost;

public sealed class Queues(AzuriteFixture azurite)
{
    private readonly string _queue = $"q{Guid.NewGuid():N}";

    [Fact]
    public async Task A_message_is_handled_and_deleted()
    {
        await using var host = await Start<Works>();
        await Send("""{"name":"Ada"}""");
        Assert.Equal("Ada, attempt 1", await host.Journal.Next());
        await TestTimeout.Until(async () => await Count(_queue) == 0, "The message was not deleted.");
    }

    [Fact]
    public async Task A_message_that_fails_is_retried_and_finally_moved_to_the_poison_queue()
    {
        await using var host = await Start<Fails>();
        await Send("hopeless");
        Assert.Equal("attempt 1", await host.Journal.Next());
        Assert.Equal("attempt 2", await host.Journal.Next());
        Assert.Equal("poisoned hopeless", await host.Journal.Next());
        await TestTimeout.Until(async () => await Count(_queue) == 0 && await Count($"{_queue}-poison") == 0, "The message was not deleted.");
    }

    [Fact]
    public async Task A_message_that_is_not_json_counts_as_failed()
    {
        await using var host = await Start<Works>();
        await Send("no json");
        await TestTimeout.Until(async () => await Exists($"{_queue}-poison") && await Count($"{_queue}-poison") == 1, "The message did not reach the poison queue.");
    }

    [Fact]
    public async Task Without_storage_each_attempt_of_a_function_logs_one_line()
    {
        using var log = new LogCapture();
        await using (var host = await Start<WithoutStorage>(builder => log.AddTo(builder.Services)))
        {
            await Send("go");
            Assert.Equal("tried", await host.Journal.Next());
            Assert.Equal("tried", await host.Journal.Next());
        }

        var entries = log.Entries.Where(entry => entry.Contains("Storage does not answer for queue function without-storage", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => Assert.Contains("of 2): Connection refused", entry, StringComparison.Ordinal));
        Assert.DoesNotContain(log.Entries, entry => entry.Contains(nameof(AggregateException), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_poison_queue_has_no_poison_queue()
    {
        await using var host = await Start<FailsOnPoison>();
        await Client($"{_queue}-poison").CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Client($"{_queue}-poison").SendMessageAsync("again", TestContext.Current.CancellationToken);
        Assert.Equal("refused", await host.Journal.Next());
        Assert.False(await Exists($"{_queue}-poison-poison"));
        Assert.Equal(1, await Count($"{_queue}-poison"));
    }

    [Fact]
    public async Task Middlewares_run_in_order_around_every_kind_of_function()
    {
        await using var host = await Start<AllKinds>();
        string[] around = ["first", "second", "run", "second done", "first done"];

        async Task<string[]> Five()
        {
            var lines = new string[5];
            for (var i = 0; i < lines.Length; i++)
            {
                lines[i] = await host.Journal.Next();
            }

            return lines;
        }

        Assert.Equal(around, await Five());
        await host.Client.GetAsync(new Uri("/http", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(["first", "second", "only http", "run", "second done"], await Five());
        Assert.Equal("first done", await host.Journal.Next());
        await Send("go");
        Assert.Equal(around, await Five());
    }

    private Task<SampleHost> Start<T>() => Start<T>(builder => builder.UseMiddleware<First>().UseMiddleware<Second>().UseWhen<OnlyHttp>(
        context => context.FunctionDefinition.InputBindings.Values.Any(b => b.Type == "httpTrigger")));

    private Task<SampleHost> Start<T>(Action<LocalApplicationBuilder> configure) => SampleHost.Start(
        typeof(T),
        configure,
        "--AzureWebJobsStorage", azurite.ConnectionString, "--Sample:Queue", _queue,
        "--AzureFunctionsJobHost:extensions:queues:maxDequeueCount=2", "--AzureFunctionsJobHost:extensions:queues:visibilityTimeout=00:00:00");

    private QueueClient Client(string name) => new(
        azurite.ConnectionString, name, new QueueClientOptions { MessageEncoding = QueueMessageEncoding.Base64 });

    private async Task Send(string text)
    {
        await Client(_queue).CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Client(_queue).SendMessageAsync(text, TestContext.Current.CancellationToken);
    }

    private async Task<int> Count(string name) =>
        (await Client(name).GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount;

    private async Task<bool> Exists(string name) => await Client(name).ExistsAsync(TestContext.Current.CancellationToken);

    public sealed record Person(string Name);

    public sealed class Works(Journal journal)
    {
        [Function("works")]
        public void Run([QueueTrigger("%Sample:Queue%")] Person person, FunctionContext context) =>
            journal.Write($"{person.Name}, attempt {context.BindingContext.BindingData["DequeueCount"]}");
    }

    public sealed class Fails(Journal journal)
    {
        [Function("fails")]
        public void Run([QueueTrigger("%Sample:Queue%")] string text, FunctionContext context)
        {
            journal.Write($"attempt {Convert.ToInt32(context.BindingContext.BindingData["DequeueCount"], CultureInfo.InvariantCulture)}");
            throw new InvalidOperationException(text);
        }

        [Function("poison")]
        public void Poison([QueueTrigger("%Sample:Queue%-poison")] string text) => journal.Write($"poisoned {text}");
    }

    public sealed class FailsOnPoison(Journal journal)
    {
        [Function("fails-on-poison")]
        public void Run([QueueTrigger("%Sample:Queue%-poison")] string text)
        {
            journal.Write("refused");
            throw new InvalidOperationException(text);
        }
    }

    public sealed class WithoutStorage(Journal journal)
    {
        [Function("without-storage")]
        public void Run([QueueTrigger("%Sample:Queue%")] string text)
        {
            journal.Write("tried");
            throw new AggregateException("Retry failed after 2 tries.", new RequestFailedException(0, "Connection refused"), new RequestFailedException(0, "Connection refused"));
        }
    }

    public sealed class AllKinds(Journal journal)
    {
        [Function("timer")]
        public void Timer([TimerTrigger("0 0 0 1 1 *", RunOnStartup = true)] TimerInfo timer) => journal.Write("run");

        [Function("http")]
        public void Http([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => journal.Write("run");

        [Function("queue")]
        public Task Queue([QueueTrigger("%Sample:Queue%")] string text)
        {
            journal.Write("run");
            return Task.CompletedTask;
        }
    }

    internal sealed class First(Journal journal) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            if (context.FunctionDefinition.Name is not ("timer" or "http" or "queue"))
            {
                await next(context);
                return;
            }

            journal.Write("first");
            await next(context);
            journal.Write("first done");
        }
    }

    internal sealed class Second(Journal journal) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            if (context.FunctionDefinition.Name is not ("timer" or "http" or "queue"))
            {
                await next(context);
                return;
            }

            journal.Write("second");
            await next(context);
            journal.Write("second done");
        }
    }

    internal sealed class OnlyHttp(Journal journal) : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            journal.Write("only http");
            return next(context);
        }
    }
}
