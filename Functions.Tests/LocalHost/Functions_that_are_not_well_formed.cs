using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Serverless.LocalHost;

namespace Serverless.Tests.LocalHost;

public sealed class Functions_that_are_not_well_formed
{
    [Fact]
    public void Two_functions_with_one_name_stop_the_start() => Assert.Contains("Two functions are named twice", Failure(typeof(SameName)), StringComparison.Ordinal);

    [Fact]
    public void Two_functions_for_one_route_stop_the_start() => Assert.Contains("answer the same call: GET /same", Failure(typeof(SameRoute)), StringComparison.Ordinal);

    [Fact]
    public void A_parameter_that_cannot_be_supplied_stops_the_start() =>
        Assert.Contains("nothing gives its parameter 'String absent'", Failure(typeof(StrangeParameter)), StringComparison.Ordinal);

    [Fact]
    public void A_missing_setting_stops_the_start() => Assert.Contains("Absent__Queue is empty; it must have a value", Failure(typeof(AbsentSetting)), StringComparison.Ordinal);

    private static string Failure(Type functions) => Assert.Throws<LocalHostException>(() => SampleHost.Builder(functions).Build()).Message;

    public static class SameName
    {
        [Function("twice")]
        public static void One([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => _ = request;

        [Function("Twice")]
        public static void Two([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => _ = request;
    }

    public static class SameRoute
    {
        [Function("one")]
        public static void One([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "same")] HttpRequest request) => _ = request;

        [Function("two")]
        public static void Two([HttpTrigger(AuthorizationLevel.Anonymous, "post", "get", Route = "/same")] HttpRequest request) => _ = request;
    }

    public static class StrangeParameter
    {
        [Function("strange")]
        public static void One([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, string absent) => _ = (request, absent);
    }

    public static class AbsentSetting
    {
        [Function("absent")]
        public static void One([QueueTrigger("%Absent:Queue%")] string text) => _ = text;
    }
}
