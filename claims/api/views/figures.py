"""How the work goes, in numbers: for colleagues, and as a picture of today's records."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError as OutOfOrder
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.schema import OR_PROBLEM
from claims.api.serializers.base import StrictSerializer
from claims.api.views.base import ApiView
from claims.models import Topic
from claims.review.figures import FIGURES, Figure, Scope, TooMuch, count, scope_of

_NAME = OpenApiParameter("name", str, OpenApiParameter.PATH, enum=list(FIGURES))
_MONTH = {"input_formats": ["%Y-%m"], "required": False}


class TakesTooLong(exceptions.APIException):
    """Counting was given up; less can be asked for."""

    status_code = 503
    default_code = "too_much"


class ScopeSerializer(StrictSerializer):
    """Which claims are counted, over which months."""

    since = serializers.DateField(help_text="The first month, such as 2026-01.", **_MONTH)
    until = serializers.DateField(help_text="The last month.", **_MONTH)
    topic = serializers.SlugRelatedField(
        slug_field="slug", queryset=Topic.objects.all(), required=False, help_text="Its slug."
    )
    language = serializers.CharField(max_length=35, required=False, help_text="Such as uk.")


class RowSerializer(serializers.Serializer):
    """One month or group, and a number for each column."""

    label = serializers.CharField()
    numbers = serializers.ListField(
        child=serializers.FloatField(allow_null=True),
        help_text="Null: there was nothing to be measured.",
    )


class FigureSerializer(serializers.Serializer):
    """A table of numbers."""

    name = serializers.ChoiceField(choices=list(FIGURES))
    title = serializers.CharField()
    says = serializers.CharField(help_text="What is counted.")
    since = serializers.CharField(help_text="The first month.")
    until = serializers.CharField(help_text="The last month.")
    row_label = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField())
    rows = RowSerializer(many=True)


class FigureListSerializer(serializers.Serializer):
    """All figures over the same months."""

    results = FigureSerializer(many=True)


class FigureView(ApiView):
    """Figures, each with its numbers."""

    public = False
    lookup_value_regex = "[a-z]{1,20}"
    lookup_field = "name"

    @extend_schema(
        operation_id="v1_figures_list",
        parameters=[ScopeSerializer],
        responses={200: FigureListSerializer, **OR_PROBLEM},
    )
    def list(self, request: Request, **kwargs: Any) -> Response:
        """Return all figures."""
        return Response({"results": self._counted(request, list(FIGURES))})

    @extend_schema(
        parameters=[_NAME, ScopeSerializer], responses={200: FigureSerializer, **OR_PROBLEM}
    )
    def retrieve(self, request: Request, **kwargs: Any) -> Response:
        """Return one figure."""
        name = self.kwargs["name"]
        if name not in FIGURES:
            raise Http404(name)
        return Response(self._counted(request, [name])[0])

    def _counted(self, request: Request, names: Sequence[str]) -> Sequence[dict[str, Any]]:
        self.ask_right("see_figures")
        asked = {name: value for name, value in request.query_params.items() if name != "format"}
        serializer = ScopeSerializer(data=asked)
        serializer.is_valid(raise_exception=True)
        try:
            scope = scope_of(
                serializer.validated_data.pop("since", None),
                serializer.validated_data.pop("until", None),
                today=timezone.localdate(),
                **serializer.validated_data,
            )
            return [_as_json(figure, scope) for figure in count(names, scope)]
        except OutOfOrder as error:
            raise exceptions.ValidationError(error.message_dict) from error
        except TooMuch as error:
            raise TakesTooLong(str(error)) from error


def _as_json(figure: Figure, scope: Scope) -> dict[str, Any]:
    return {
        "name": figure.name,
        "title": figure.title,
        "says": figure.says,
        "since": f"{scope.first:%Y-%m}",
        "until": f"{scope.last:%Y-%m}",
        "row_label": figure.row_label,
        "columns": [column.label for column in figure.columns],
        "rows": [{"label": label, "numbers": numbers} for label, numbers in figure.rows],
    }
