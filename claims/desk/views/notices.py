"""What a person is told of: reading it, marking it as read, and having it mailed."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.audit.actor import acting
from claims.desk.access import desk_view, request_id
from claims.desk.forms import PreferencesForm
from claims.models import Notice, User
from claims.review.audience import visible
from claims.review.notices import mark_read

PAGE = 30


def number(text: str) -> int | None:
    """Return the number that an address or a form holds, or None when it is none."""
    text = text[:18]
    return int(text) if text.isascii() and text.isdecimal() else None


@desk_view
def notices(request: HttpRequest) -> HttpResponse:
    """Show the notices of the person who asks, newest first: those unread, or all."""
    shows_all = request.GET.get("show") == "all"
    mine = visible(Notice.objects.all(), request.user)
    rows = mine if shows_all else mine.unread()
    if before := number(request.GET.get("before", "")):
        rows = rows.filter(id__lt=before)
    found = list(rows.select_related("claim", "actor").order_by("-id")[: PAGE + 1])
    context = {
        "notices": found[:PAGE],
        "shows_all": shows_all,
        "later": bool(before),
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
        "newest": mine.unread().aggregate(newest=Max("id"))["newest"],
    }
    return render(request, "desk/notices.html", context)


@desk_view
def open_notice(request: HttpRequest, notice: str) -> HttpResponse:
    """Lead to the claim of a notice; whoever follows it there has read it."""
    mine = visible(Notice.objects.select_related("claim"), request.user)
    found = get_object_or_404(mine, public_id=notice)
    if request.method == "GET":
        mark_read(Notice.objects.filter(pk=found.pk), by=request.user, at=timezone.now())
    return redirect("desk:claim", ref=found.claim.ref)


@desk_view
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one notice as read, or all up to the newest that the page knew of."""
    rows = visible(Notice.objects.all(), request.user)
    one, newest = request.POST.get("notice", ""), number(request.POST.get("newest", ""))
    if one:
        try:
            rows = rows.filter(public_id=one)
        except ValidationError:
            rows = rows.none()
    else:
        rows = rows.filter(id__lte=newest or 0)
    count = mark_read(rows, by=request.user, at=timezone.now())
    if count > 1:
        messages.success(request, f"{count} notices are marked as read.")
    return redirect("desk:notices")


@desk_view
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose whether notices come by mail as well."""
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        instance=User.objects.get(pk=request.user.pk),
    )
    if request.method == "POST" and form.is_valid():
        with acting(request.user, request_id=request_id()):
            form.save()
        messages.success(request, "Your preferences are kept.")
        return redirect("desk:preferences")
    status = 400 if request.method == "POST" else 200
    context = {"form": form, "switched_on": settings.CLAIMS_DIGEST}
    return render(request, "desk/preferences.html", context, status=status)
