using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Serverless.Tests.LocalHost;

public sealed class HttpFunctions : IAsyncLifetime
{
    private SampleHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await SampleHost.Start(typeof(Samples));

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("/samples/7", "number 7")]
    [InlineData("/SAMPLES/7", "number 7")]
    [InlineData("/samples/seven", "text seven")]
    [InlineData("/files/a/b/c", "file a/b/c")]
    [InlineData("/files", "file ")]
    [InlineData("/ids/0196f3a2-0000-7000-8000-000000000001/12345678901", "0196f3a2-0000-7000-8000-000000000001 12345678901")]
    [InlineData("/named-by-function", "named")]
    public async Task A_route_reaches_its_function(string path, string answer) =>
        Assert.Equal(answer, await _host.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_function_that_a_setting_disables_is_not_found()
    {
        await using var host = await SampleHost.Start(typeof(Samples), null, "--AzureWebJobs.number.Disabled=true", "--AzureWebJobs.text.Disabled=false");
        using var other = await host.Client.GetAsync(new Uri("/samples/seven", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal("text 7", await host.Client.GetStringAsync(new Uri("/samples/7", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("POST", "/samples/7")]
    [InlineData("GET", "/nothing")]
    [InlineData("GET", "/ids/no-guid/1")]
    public async Task A_wrong_verb_or_path_is_not_found(string verb, string path)
    {
        using var answer = await Send(verb, path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(0, answer.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_catch_all_receives_the_wrong_verbs()
    {
        await using var host = await SampleHost.Start(typeof(WithCatchAll));
        using var answer = await host.Client.PostAsync(new Uri("/only-get", UriKind.Relative), null, TestContext.Current.CancellationToken);
        Assert.Equal("caught POST only-get", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/order/all", "parameter all")]
    [InlineData("/order/7/last", "catch-all 7/last")]
    [InlineData("/order/literal-first", "literal")]
    public async Task Routes_are_tried_in_the_order_of_function_names(string path, string answer) =>
        Assert.Equal(answer, await _host.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("/throws")]
    [InlineData("/throws-later")]
    public async Task An_exception_gives_500_without_a_body(string path)
    {
        using var answer = await Send("GET", path);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_function_receives_its_services_its_context_and_the_body()
    {
        using var body = new StringContent("hello", Encoding.UTF8);
        using var answer = await _host.Client.PostAsync(new Uri("/echo", UriKind.Relative), body, TestContext.Current.CancellationToken);
        Assert.Equal("hello echo httpTrigger True True", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task An_action_result_is_written()
    {
        using var answer = await Send("GET", "/action");
        Assert.Equal("""{"answer":42}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_route_prefix_is_api_by_default_and_can_be_set_in_host_json()
    {
        await using var host = await SampleHost.Start(typeof(Samples), null, "--AzureFunctionsJobHost:extensions:http:routePrefix=v9");
        Assert.Equal("number 7", await host.Client.GetStringAsync(new Uri("/v9/samples/7", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    private async Task<HttpResponseMessage> Send(string verb, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        return await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public sealed class Samples(IServiceProvider services)
    {
        [Function("number")]
        public static IResult Number([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "samples/{id:int}")] HttpRequest request, int id) =>
            Results.Text($"number {id}");

        [Function("text")]
        public static IResult Text([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "samples/{id}")] HttpRequest request, string id) =>
            Results.Text($"text {id}");

        [Function("files")]
        public static IResult Files([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{*path}")] HttpRequest request, string? path) =>
            Results.Text($"file {path}");

        [Function("ids")]
        public static IResult Ids(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "ids/{id:guid}/{n}")] HttpRequest request, Guid id, long? n) =>
            Results.Text($"{id} {n}");

        [Function("Order-3-parameter")]
        public static IResult Parameter([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/{id}")] HttpRequest request, string id) =>
            Results.Text($"parameter {id}");

        [Function("order-1-literal")]
        public static IResult Literal([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/literal-first")] HttpRequest request) =>
            Results.Text("literal");

        [Function("order-4-literal")]
        public static IResult LiteralTooLate([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/all")] HttpRequest request) =>
            Results.Text("never reached");

        [Function("order-5-catch-all")]
        public static IResult CatchAll([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/{*path}")] HttpRequest request, string? path) =>
            Results.Text($"catch-all {path}");

        [Function("order-6-longer-literal")]
        public static IResult LongerLiteral([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "order/{id}/last")] HttpRequest request, string id) =>
            Results.Text($"never reached {id}");

        [Function("named-by-function")]
        public static IResult Named([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text("named");

        [Function("throws")]
        public static IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => throw new InvalidOperationException("no");

        [Function("throws-later")]
        public static async Task ThrowsLater([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request)
        {
            await Task.Yield();
            throw new InvalidOperationException("no");
        }

        [Function("echo")]
        public async Task<IResult> Echo(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, FunctionContext context, CancellationToken cancellation)
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync(cancellation);
            var trigger = context.FunctionDefinition.InputBindings["request"].Type;
            var sameServices = ReferenceEquals(request.HttpContext.RequestServices, context.InstanceServices)
                && services.GetRequiredService<Journal>() is not null;
            return Results.Text($"{body} {context.FunctionDefinition.Name} {trigger} {sameServices} {context.GetHttpContext() == request.HttpContext}");
        }

        [Function("action")]
        public static Task<IActionResult> Action([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) =>
            Task.FromResult<IActionResult>(new OkObjectResult(new { answer = 42 }));
    }

    public static class WithCatchAll
    {
        [Function("only-get")]
        public static IResult OnlyGet([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text("got");

        [Function("rest")]
        public static IResult Rest([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, string path) =>
            Results.Text($"caught {request.Method} {path}");
    }
}
